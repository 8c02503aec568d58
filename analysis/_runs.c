/* The loops of a linear model that take most of a label's time: finding the runs of characters
 * that a vocabulary knows, and adding up what they weigh.
 *
 * An extra, never a must: analysis/grams.py and analysis/linear.py do the same with numpy where
 * no C compiler was at hand when the program was installed. tests/analysis/test_label_native.py
 * holds both to the same results. All sizes are checked here; indices that come from a model
 * file are checked before they are used.
 */
#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { LONGEST = 4, BLOCKS = 3, BODY = 0, TITLE = 1, TAIL = 2 };
/* Which arrays the functions take; analysis/grams.py leaves another one alone. */
enum { LAYOUT = 3 };
enum { END = 1, TITLE_END = 2, PLANE = 1 << 16, LANES = 16, AHEAD = 8, MOST_COLUMNS = 256, MOST_RUNS = 64, MOST_HEADS = 16, GROUP = 4 };
static const uint32_t SPREAD = 2654435769u;

/* Each processor gets the widest arithmetic that it has; the order of sums stays the same. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define WIDEST __attribute__((target_clones("avx2", "default")))
#else
#define WIDEST
#endif

/* A run: (number of the run without its last character << code bits) | code of that; its number. */
typedef struct {
    uint32_t key;
    int32_t run;
} Slot;

/* One vocabulary and room for one message. */
typedef struct {
    const int32_t *codes; /* plain code point -> number of the character, or -1 */
    const Slot *slots;
    uint8_t *counts; /* feature -> how often it stands in the message, 0 in between */
    int32_t *code;   /* place in the message -> number of its character, or -1 */
    int32_t *places; /* where a known run starts, in rising order */
    int32_t *runs;   /* its number */
    uint32_t *keys;  /* the key of the run with one more character */
    int64_t size;    /* runs in the vocabulary */
    uint32_t shift, code_bits;
} Tree;

/* The features of one block of one message, and how many they are. */
typedef struct {
    int32_t *features;
    int64_t found;
} Block;

/* Count runs of one block, each a feature once. The loops here have no branches to guess wrong. */
static void count(Tree *tree, Block *block, int64_t number, int64_t from, int64_t to) {
    uint8_t *counts = tree->counts + number * tree->size;
    int32_t *features = block->features;
    int64_t found = block->found;
    for (int64_t at = from; at < to; at++) {
        const int32_t run = tree->runs[at];
        const uint8_t times = counts[run];
        features[found] = (int32_t)(number * tree->size) + run;
        found += times == 0;
        counts[run] = times + (times < UINT8_MAX);
    }
    block->found = found;
}

/* The characters of a message that the vocabulary knows; how many. */
static int64_t begin(Tree *tree, const uint16_t *points, int64_t length) {
    int64_t alive = 0;
    for (int64_t place = 0; place < length; place++) {
        const int32_t code = tree->codes[points[place]];
        const int known = code >= 0 && code < tree->size;
        tree->code[place] = known ? code : -1;
        tree->places[alive] = (int32_t)place;
        tree->runs[alive] = code;
        alive += known;
    }
    for (int place = 0; place < LONGEST; place++) {
        tree->code[length + place] = -1;
    }
    return alive;
}

/* Of the runs those that the vocabulary knows with one more character; how many. The table is too
 * big for the quick memory: all slots are asked for before the first is read. */
static int64_t lengthen(Tree *tree, int64_t alive, int length) {
    int64_t left = 0;
    for (int64_t at = 0; at < alive; at++) {
        const uint32_t code = (uint32_t)tree->code[tree->places[at] + length];
        const uint32_t key = ((uint32_t)tree->runs[at] << tree->code_bits) | code;
        tree->keys[at] = key;
        __builtin_prefetch(tree->slots + ((key * SPREAD) >> tree->shift));
    }
    for (int64_t at = 0; at < alive; at++) {
        const int32_t place = tree->places[at], code = tree->code[place + length];
        const uint32_t key = tree->keys[at];
        const Slot slot = tree->slots[(key * SPREAD) >> tree->shift];
        tree->places[left] = place;
        tree->runs[left] = slot.run;
        left += (slot.key == key) & (code >= 0) & (slot.run >= 0) & (slot.run < tree->size);
    }
    return left;
}

/* How many of the places are before `limit`. */
static int64_t before(const Tree *tree, int64_t alive, int64_t limit) {
    int64_t low = 0, high = alive;
    while (low < high) {
        const int64_t middle = (low + high) / 2;
        if (tree->places[middle] < limit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Count all known runs of a message: `title` characters, TITLE_END, and a text. */
static void read_message(Tree *tree, Block *blocks, const uint16_t *points, int64_t length,
                         int64_t title, int64_t tail) {
    const int64_t last = length - tail > title + 1 ? length - tail : title + 1;
    int64_t alive = begin(tree, points, length);
    for (int size = 1;; size++) {
        count(tree, &blocks[BODY], BODY, 0, alive);
        count(tree, &blocks[TITLE], TITLE, 0, before(tree, alive, title));
        count(tree, &blocks[TAIL], TAIL, before(tree, alive, last), alive);
        if (size == LONGEST) {
            break;
        }
        alive = lengthen(tree, alive, size);
    }
}

/* Write the features of one block and their values; leave all counts at 0 again. */
static int64_t hand_over(Tree *tree, const Block *block, const float *logs, int64_t known,
                         int32_t *features, float *values, int64_t at) {
    for (int64_t place = 0; place < block->found; place++, at++) {
        const int32_t feature = block->features[place];
        const int64_t times = tree->counts[feature];
        features[at] = feature;
        values[at] = logs[times < known ? times : known - 1];
        tree->counts[feature] = 0;
    }
    return at;
}

typedef struct {
    Py_buffer view[7];
    int held;
} Views;

static void release(Views *views) {
    while (views->held > 0) {
        PyBuffer_Release(&views->view[--views->held]);
    }
}

/* Take the buffers of `objects`; the last `writable` of them are written to. */
static int take(Views *views, PyObject **objects, int number, int writable) {
    views->held = 0;
    for (int place = 0; place < number; place++) {
        int flags = place >= number - writable ? PyBUF_WRITABLE | PyBUF_C_CONTIGUOUS
                                               : PyBUF_C_CONTIGUOUS;
        if (PyObject_GetBuffer(objects[place], &views->view[place], flags) < 0) {
            release(views);
            return 0;
        }
        views->held++;
    }
    return 1;
}

static PyObject *refuse(Views *views, const char *why) {
    release(views);
    PyErr_SetString(PyExc_ValueError, why);
    return NULL;
}

/* find(points u16, codes i32, slots u32 pairs, logs f32, features i32, values f32, starts i64,
 *      size, code_bits, tail) -> number of features
 *
 * `points` are whole messages: title, TITLE_END, text, END. `features` and `values` must hold
 * LONGEST features for each place and block; `starts` one more than blocks of all messages. */
static PyObject *find(PyObject *module, PyObject *arguments) {
    PyObject *objects[7];
    Views views;
    long long size, code_bits, tail;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOOOOOOLLL", &objects[0], &objects[1], &objects[2],
                          &objects[3], &objects[4], &objects[5], &objects[6], &size, &code_bits,
                          &tail) ||
        !take(&views, objects, 7, 3)) {
        return NULL;
    }
    const uint16_t *points = views.view[0].buf;
    const int64_t length = views.view[0].len / (int64_t)sizeof(uint16_t);
    const int64_t slots = views.view[2].len / (int64_t)sizeof(Slot);
    const float *logs = views.view[3].buf;
    const int64_t known = views.view[3].len / (int64_t)sizeof(float);
    int32_t *features = views.view[4].buf;
    float *values = views.view[5].buf;
    int64_t *starts = views.view[6].buf;
    const int64_t bounds = views.view[6].len / (int64_t)sizeof(int64_t);
    if (views.view[1].len != PLANE * (Py_ssize_t)sizeof(int32_t) || slots < 2 ||
        (slots & (slots - 1)) || views.view[2].len % (int64_t)sizeof(Slot) || known < 1 ||
        length > INT32_MAX / (LONGEST * BLOCKS) - LONGEST ||
        views.view[4].len < length * LONGEST * BLOCKS * (int64_t)sizeof(int32_t) ||
        views.view[5].len < views.view[4].len || size < 0 || size > INT32_MAX / BLOCKS ||
        code_bits < 1 || code_bits > 31 || tail < 0) {
        return refuse(&views, "arrays of the wrong size");
    }
    int64_t messages = 0;
    for (int64_t at = 0; at < length; at++) {
        messages += points[at] == END;
    }
    if (bounds != messages * BLOCKS + 1 || (length && points[length - 1] != END)) {
        return refuse(&views, "not whole messages");
    }
    /* A feature more than there can be in each block: what is written there is not kept. */
    const size_t room = (size_t)length * LONGEST + 1, places = (size_t)length + LONGEST + 1;
    uint8_t *counts = PyMem_Calloc((size_t)(size * BLOCKS) + 1, 1);
    int32_t *rooms = PyMem_Malloc((BLOCKS * room + 4 * places) * sizeof(int32_t));
    if (!counts || !rooms) {
        PyMem_Free(counts);
        PyMem_Free(rooms);
        release(&views);
        return PyErr_NoMemory();
    }
    int32_t *code = rooms + BLOCKS * room;
    Tree tree = {views.view[1].buf, views.view[2].buf, counts, code, code + places,
                 code + 2 * places, (uint32_t *)(code + 3 * places), size, 32,
                 (uint32_t)code_bits};
    for (int64_t rest = slots; rest > 1; rest >>= 1) {
        tree.shift--;
    }
    int64_t at = 0, row = 0;
    Py_BEGIN_ALLOW_THREADS
    starts[0] = 0;
    for (int64_t first = 0; first < length; row++) {
        int64_t title = -1, end = first;
        for (; points[end] != END; end++) {
            if (points[end] == TITLE_END) {
                title = end - first;
            }
        }
        Block blocks[BLOCKS];
        for (int block = 0; block < BLOCKS; block++) {
            blocks[block].features = rooms + block * room;
            blocks[block].found = 0;
        }
        read_message(&tree, blocks, points + first, end - first, title, tail);
        for (int block = 0; block < BLOCKS; block++) {
            at = hand_over(&tree, &blocks[block], logs, known, features, values, at);
            starts[row * BLOCKS + block + 1] = at;
        }
        first = end + 1;
    }
    Py_END_ALLOW_THREADS
    PyMem_Free(counts);
    PyMem_Free(rooms);
    release(&views);
    return PyLong_FromLongLong(at);
}

/* Are these the bounds of features that all stand below `size`? */
static int sound(const Py_buffer *features, const Py_buffer *starts, int64_t size) {
    const int32_t *feature = features->buf;
    const int64_t *start = starts->buf;
    const int64_t found = features->len / (int64_t)sizeof(int32_t);
    const int64_t bounds = starts->len / (int64_t)sizeof(int64_t);
    int good = bounds > 0 && (bounds - 1) % BLOCKS == 0;
    good = good && start[0] == 0 && start[bounds - 1] == found;
    for (int64_t at = 1; good && at < bounds; at++) {
        good = start[at - 1] <= start[at];
    }
    for (int64_t at = 0; good && at < found; at++) {
        good = feature[at] >= 0 && feature[at] < size;
    }
    return good;
}

/* scale(features i32, starts i64, idf f32, values f32)
 *
 * Multiplies values by the idf of their features, then makes each block one long. */
static PyObject *scale(PyObject *module, PyObject *arguments) {
    PyObject *objects[4];
    Views views;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOOO", &objects[0], &objects[1], &objects[2], &objects[3]) ||
        !take(&views, objects, 4, 1)) {
        return NULL;
    }
    const int32_t *features = views.view[0].buf;
    const int64_t *starts = views.view[1].buf;
    const float *idf = views.view[2].buf;
    float *values = views.view[3].buf;
    if (views.view[3].len != views.view[0].len) {
        return refuse(&views, "arrays of the wrong size");
    }
    if (!sound(&views.view[0], &views.view[1], views.view[2].len / (int64_t)sizeof(float))) {
        return refuse(&views, "features out of range");
    }
    const int64_t blocks = views.view[1].len / (int64_t)sizeof(int64_t) - 1;
    Py_BEGIN_ALLOW_THREADS
    for (int64_t block = 0; block < blocks; block++) {
        double squares = 0;
        for (int64_t at = starts[block]; at < starts[block + 1]; at++) {
            values[at] *= idf[features[at]];
            squares += (double)values[at] * values[at];
        }
        const float length = squares > 0 ? (float)sqrt(squares) : 1.0f;
        for (int64_t at = starts[block]; at < starts[block + 1]; at++) {
            values[at] /= length;
        }
    }
    Py_END_ALLOW_THREADS
    release(&views);
    Py_RETURN_NONE;
}

/* What the features of one row weigh in all its blocks, added to `out`. */
WIDEST
static void add_row(const int32_t *features, const float *values, const int64_t *starts,
                    const int8_t *levels, const float *scales, int64_t columns, int64_t width,
                    float *out) {
    for (int block = 0; block < BLOCKS; block++) {
        float total[MOST_COLUMNS] = {0};
        for (int64_t at = starts[block]; at < starts[block + 1]; at++) {
            if (at + AHEAD < starts[block + 1]) {
                __builtin_prefetch(levels + (int64_t)features[at + AHEAD] * width);
            }
            const float value = values[at];
            const int8_t *row = levels + (int64_t)features[at] * width;
            for (int64_t first = 0; first < width; first += LANES) {
                for (int lane = 0; lane < LANES; lane++) {
                    total[first + lane] += value * (float)row[first + lane];
                }
            }
        }
        for (int64_t column = 0; column < columns; column++) {
            out[column] += total[column] * scales[block * width + column];
        }
    }
}

/* weigh(features i32, values f32, starts i64, levels i8, scales f32, out f32, columns)
 *
 * Adds to each row of `out` (messages x columns) what its features weigh: their level times the
 * scale of block and column. Rows of `levels` and `scales` are filled up with columns that weigh
 * nothing, to a multiple of LANES. */
static PyObject *weigh(PyObject *module, PyObject *arguments) {
    PyObject *objects[6];
    Views views;
    long long columns;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOOOOOL", &objects[0], &objects[1], &objects[2],
                          &objects[3], &objects[4], &objects[5], &columns) ||
        !take(&views, objects, 6, 1)) {
        return NULL;
    }
    const int32_t *features = views.view[0].buf;
    const float *values = views.view[1].buf, *scales = views.view[4].buf;
    const int64_t *starts = views.view[2].buf;
    const int8_t *levels = views.view[3].buf;
    float *out = views.view[5].buf;
    const int64_t rows = (views.view[2].len / (int64_t)sizeof(int64_t) - 1) / BLOCKS;
    const int64_t width = views.view[4].len / (int64_t)sizeof(float) / BLOCKS;
    if (columns < 1 || columns > width || width > MOST_COLUMNS || width % LANES ||
        views.view[3].len % width || views.view[1].len != views.view[0].len ||
        views.view[5].len != rows * columns * (int64_t)sizeof(float)) {
        return refuse(&views, "arrays of the wrong size");
    }
    if (!sound(&views.view[0], &views.view[2], views.view[3].len / width)) {
        return refuse(&views, "features out of range");
    }
    Py_BEGIN_ALLOW_THREADS
    for (int64_t row = 0; row < rows; row++) {
        add_row(features, values, starts + row * BLOCKS, levels, scales, columns, width,
                out + row * columns);
    }
    Py_END_ALLOW_THREADS
    release(&views);
    Py_RETURN_NONE;
}

/* The heaviest runs of one head of one row, in falling order: the weight, as a number that rises
 * with it, above the complement of its place in the row; the first of equals stays first. */
typedef struct {
    uint64_t told[BLOCKS * MOST_RUNS];
    int64_t kept;
    float least; /* what weighs less is not kept */
} Heavy;

/* Keep what weighs `weight` (not negative) among the `most` heaviest. */
static void keep(Heavy *heavy, int64_t most, uint32_t place, float weight) {
    uint32_t bits;
    memcpy(&bits, &weight, sizeof bits);
    const uint64_t told = (uint64_t)bits << 32 | (uint32_t)~place;
    if (heavy->kept == most && told < heavy->told[most - 1]) {
        return;
    }
    int64_t at = heavy->kept < most ? heavy->kept++ : most - 1;
    for (; at > 0 && heavy->told[at - 1] < told; at--) {
        heavy->told[at] = heavy->told[at - 1];
    }
    heavy->told[at] = told;
    if (heavy->kept == most) {
        bits = (uint32_t)(heavy->told[most - 1] >> 32);
        memcpy(&heavy->least, &bits, sizeof bits);
    }
}

/* For each column of the heads: its scale for the class that was chosen, less the mean of all. */
static void pull(const int32_t *heads, int64_t number, const float *scales, int64_t width,
                 float *pulls) {
    memset(pulls, 0, (size_t)width * sizeof(float));
    for (int64_t at = 0; at < number; at++, heads += 3) {
        for (int32_t column = 0; heads[2] >= 0 && column < heads[1]; column++) {
            const float whole = column == heads[2] ? 1.0f : 0.0f;
            pulls[heads[0] + column] = scales[heads[0] + column] * (whole - 1.0f / (float)heads[1]);
        }
    }
}

/* Which column is at each place of each head; behind its last the one that weighs nothing. How
 * many places there are at most. */
static int32_t lay_out(const int32_t *heads, int64_t number, int64_t width, int32_t *columns) {
    int32_t most = 0;
    for (int64_t head = 0; head < number; head++) {
        most = heads[3 * head + 1] > most ? heads[3 * head + 1] : most;
    }
    for (int32_t place = 0; place < most; place++) {
        for (int64_t head = 0; head < MOST_HEADS; head++) {
            const int inside = head < number && place < heads[3 * head + 1];
            columns[place * MOST_HEADS + head] = inside ? heads[3 * head] + place : (int32_t)width;
        }
    }
    return most;
}

/* Find for each head of a row the runs that speak for the class that was chosen. */
WIDEST
static void speak(const int32_t *features, const float *values, const int64_t *starts,
                  const int8_t *levels, const float *scales, int64_t width, int64_t size,
                  int64_t single, const int32_t *heads, int64_t number, Heavy *heavy,
                  int64_t most) {
    float pulls[MOST_COLUMNS], told[MOST_COLUMNS + 1];
    int32_t columns[MOST_COLUMNS * MOST_HEADS];
    const int32_t places = lay_out(heads, number, width, columns);
    told[width] = 0;
    for (int block = 0; block < BLOCKS; block++) {
        pull(heads, number, scales + block * width, width, pulls);
        for (int64_t at = starts[block]; at < starts[block + 1]; at++) {
            if (at + AHEAD < starts[block + 1]) {
                __builtin_prefetch(levels + (int64_t)features[at + AHEAD] * width);
            }
            if (features[at] - block * size < single) {
                continue;
            }
            const int8_t *row = levels + (int64_t)features[at] * width;
            for (int64_t first = 0; first < width; first += LANES) {
                for (int lane = 0; lane < LANES; lane++) {
                    told[first + lane] = pulls[first + lane] * (float)row[first + lane];
                }
            }
            float sums[MOST_HEADS] = {0};
            for (int64_t group = 0; group < number; group += GROUP) {
                const int32_t *column = columns + group;
                float *sum = sums + group;
                for (int32_t place = 0; place < places; place++, column += MOST_HEADS) {
                    for (int head = 0; head < GROUP; head++) {
                        sum[head] += told[column[head]];
                    }
                }
            }
            for (int64_t head = 0; head < number; head++) {
                const float weight = values[at] * sums[head];
                if ((sums[head] > 0) & (weight >= heavy[head].least)) {
                    keep(&heavy[head], most, (uint32_t)(at - starts[0]), weight);
                }
            }
        }
    }
}

/* The numbers of the heaviest runs, each once, at most `most`, then -1. */
static void name_runs(const Heavy *heavy, const int32_t *features, int64_t size, int32_t *out,
                      int64_t most) {
    int64_t told = 0;
    for (int64_t at = 0; at < heavy->kept && told < most; at++) {
        const int32_t run = (int32_t)(features[(uint32_t)~heavy->told[at]] % size);
        int64_t same = 0;
        while (same < told && out[same] != run) {
            same++;
        }
        if (same == told) {
            out[told++] = run;
        }
    }
    while (told < most) {
        out[told++] = -1;
    }
}

/* heaviest(features i32, values f32, starts i64, levels i8, scales f32, heads i32, out i32,
 *          size, single, most)
 *
 * `heads` (messages x heads x 3) names the first column of a head, how many it has, and which of
 * them was chosen, or -1; `out` (messages x heads x most) gets the numbers of the runs that speak
 * for it, longer than one character (from `single` on), and -1 behind them. */
static PyObject *heaviest(PyObject *module, PyObject *arguments) {
    PyObject *objects[7];
    Views views;
    long long size, single, most;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOOOOOOLLL", &objects[0], &objects[1], &objects[2],
                          &objects[3], &objects[4], &objects[5], &objects[6], &size, &single,
                          &most) ||
        !take(&views, objects, 7, 1)) {
        return NULL;
    }
    const int32_t *features = views.view[0].buf;
    const int64_t *starts = views.view[2].buf;
    const int32_t *heads = views.view[5].buf;
    int32_t *out = views.view[6].buf;
    const int64_t rows = (views.view[2].len / (int64_t)sizeof(int64_t) - 1) / BLOCKS;
    const int64_t width = views.view[4].len / (int64_t)sizeof(float) / BLOCKS;
    const int64_t told = views.view[5].len / (int64_t)(3 * sizeof(int32_t));
    const int64_t number = rows > 0 ? told / rows : 0;
    if (size < 1 || size > INT32_MAX / BLOCKS || width < 1 || width > MOST_COLUMNS ||
        width % LANES || most < 1 || most > MOST_RUNS || number < 1 || number > MOST_HEADS ||
        views.view[5].len != rows * number * 3 * (int64_t)sizeof(int32_t) ||
        views.view[3].len != BLOCKS * size * width || views.view[1].len != views.view[0].len ||
        views.view[6].len != told * most * (int64_t)sizeof(int32_t)) {
        return refuse(&views, "arrays of the wrong size");
    }
    int good = sound(&views.view[0], &views.view[2], BLOCKS * size);
    for (int64_t at = 0; good && at < told; at++) {
        const int32_t *head = heads + 3 * at;
        good = head[0] >= 0 && head[1] >= 1 && (int64_t)head[0] + head[1] <= width &&
               head[2] < head[1];
    }
    if (!good) {
        return refuse(&views, "features out of range");
    }
    Py_BEGIN_ALLOW_THREADS
    Heavy heavy[MOST_HEADS];
    for (int64_t row = 0; row < rows; row++) {
        const int64_t first = row * number;
        for (int64_t head = 0; head < number; head++) {
            heavy[head].kept = 0;
            heavy[head].least = 0;
        }
        speak(features, views.view[1].buf, starts + row * BLOCKS, views.view[3].buf,
              views.view[4].buf, width, size, single, heads + 3 * first, number, heavy,
              BLOCKS * most);
        for (int64_t head = 0; head < number; head++) {
            name_runs(&heavy[head], features + starts[row * BLOCKS], size,
                      out + (first + head) * most, most);
        }
    }
    Py_END_ALLOW_THREADS
    release(&views);
    Py_RETURN_NONE;
}

static PyMethodDef METHODS[] = {
    {"find", find, METH_VARARGS, "Find the features of messages; their number."},
    {"scale", scale, METH_VARARGS, "Make the values of messages unit vectors."},
    {"heaviest", heaviest, METH_VARARGS, "Find the runs that speak for what was chosen."},
    {"weigh", weigh, METH_VARARGS, "Add what the features of messages weigh."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, "_runs", "Runs of characters, found and weighed.", -1, METHODS,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__runs(void) {
    PyObject *module = PyModule_Create(&MODULE);
    if (module && PyModule_AddIntConstant(module, "LAYOUT", LAYOUT) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
