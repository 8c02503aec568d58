/* The loops of the issue finder that take most of its time: what the words of a message are,
 * weighing its terms, finding who shares them, telling how like two messages are, and which groups
 * those like a message are in.
 *
 * An extra, never a must: analysis/terms.py, index.py, pairs.py and finder.py do the same where no
 * C compiler was at hand when the program was installed; tests/analysis/test_finder_native.py
 * holds both to the same results. What a message is compared by is packed into one bytes object,
 * which only `weigh` writes; `liken` checks its size before it reads it.
 */
#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Which arguments the functions take; analysis/index.py leaves another one alone. */
enum { LAYOUT = 4 };

enum { KINDS = 3, TITLE = 0, WORDS = 1, NAMES = 2, BITS = 21 };
enum { PAIR = 2, TRIPLE = 3, RARE = 0, LONGER = 1, USUAL = 2 };

/* What a message is compared by. Behind it, in this order: the shares of its pieces (double), the
 * pairs of its place and the triples that are mostly a name (uint64), the pieces (three characters each), read, place, its characters in
 * order, region (uint32 each), numbers of its terms (int32) and what they weigh (float). */
typedef struct {
    int32_t pieces[3]; /* rare pairs, rare triples, usual pairs */
    int32_t read, place, region, pairs, titled;
    int32_t sizes[KINDS]; /* words, words of the problem, names */
    int32_t coined;
} Head;

/* A packed message, taken apart. */
typedef struct {
    const Head *head;
    const double *shares;
    const uint64_t *pairs, *coined;
    const uint32_t *pieces, *read, *place, *ordered, *region;
    const int32_t *terms;
    const float *weights;
    int64_t count, told;
} Entry;

static size_t size_of(const Head *head) {
    const size_t pieces = (size_t)head->pieces[0] + (size_t)head->pieces[1] + (size_t)head->pieces[2];
    const size_t told = (size_t)head->sizes[0] + (size_t)head->sizes[1] + (size_t)head->sizes[2];
    return sizeof(Head) + pieces * (sizeof(double) + TRIPLE * sizeof(uint32_t)) +
           ((size_t)head->pairs + (size_t)head->coined) * sizeof(uint64_t) + told * (sizeof(int32_t) + sizeof(float)) +
           ((size_t)head->read + 2 * (size_t)head->place + (size_t)head->region) * sizeof(uint32_t);
}

static void lay_out(Entry *entry, const char *data) {
    const Head *head = (const Head *)(const void *)data;
    entry->head = head;
    entry->count = (int64_t)head->pieces[0] + head->pieces[1] + head->pieces[2];
    entry->told = (int64_t)head->sizes[0] + head->sizes[1] + head->sizes[2];
    entry->shares = (const double *)(const void *)(data + sizeof(Head));
    entry->pairs = (const uint64_t *)(entry->shares + entry->count);
    entry->coined = entry->pairs + head->pairs;
    entry->pieces = (const uint32_t *)(entry->coined + head->coined);
    entry->read = entry->pieces + TRIPLE * entry->count;
    entry->place = entry->read + head->read;
    entry->ordered = entry->place + head->place;
    entry->region = entry->ordered + head->place;
    entry->terms = (const int32_t *)(entry->region + head->region);
    entry->weights = (const float *)(entry->terms + entry->told);
}

static int unpack(PyObject *object, Entry *entry) {
    char *data;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(object, &data, &size) < 0) {
        return 0;
    }
    if ((size_t)size < sizeof(Head) || (uintptr_t)data % sizeof(double) ||
        (size_t)size != size_of((const Head *)(const void *)data)) {
        PyErr_SetString(PyExc_ValueError, "no packed message");
        return 0;
    }
    lay_out(entry, data);
    return 1;
}

/* ---- A small table: key -> number, with open addresses; key 0 stands for an empty slot. ---- */

typedef struct {
    uint64_t *keys;
    int32_t *values;
    uint32_t mask;
} Table;

static int open_table(Table *table, int64_t count) {
    uint32_t slots = 16;
    while ((int64_t)slots < 2 * count) {
        slots <<= 1;
    }
    table->mask = slots - 1;
    table->keys = calloc(slots, sizeof(uint64_t) + sizeof(int32_t));
    table->values = (int32_t *)(void *)(table->keys + slots);
    return table->keys != NULL;
}

/* Where a key stands, or the empty slot where it would. */
static uint32_t slot_of(const Table *table, uint64_t key) {
    uint32_t slot = (uint32_t)((key * 0x9E3779B97F4A7C15u) >> 33) & table->mask;
    while (table->keys[slot] && table->keys[slot] != key) {
        slot = (slot + 1) & table->mask;
    }
    return slot;
}

static int has(const Table *table, uint64_t key) {
    return table->keys[slot_of(table, key)] != 0;
}

/* A pair or a triple of characters as one number, never 0 (the third one is 0 in a pair). */
static uint64_t key_of(uint32_t one, uint32_t two, uint32_t three) {
    return ((uint64_t)one << 42 | (uint64_t)two << 21 | three) + 1;
}

static uint64_t piece_key(const uint32_t *piece) { return key_of(piece[0], piece[1], piece[2]); }

static uint64_t turned_key(const uint32_t *piece) { return key_of(piece[1], piece[0], 0); }

/* ---- How like messages are ---- */

/* The weights and bounds of analysis/pairs.py, in this order. */
typedef struct {
    double rare, usual, words, topics, both, other, nameless, place, doubt, least;
    double apart, nothing, unnamed, faint, alike;
} Scale;

enum { SCALE = sizeof(Scale) / sizeof(double), FILTER = 4096 };

/* The message that others are compared with: its terms, what it tells, and what it is asked for. */
typedef struct {
    Entry entry;
    Table terms, told, asked;
    uint32_t *stamps; /* slot of `asked` -> the last message that tells it */
    uint32_t stamp;
    uint8_t filter[FILTER]; /* by sieve: whether `asked` may hold what begins so */
    uint8_t known[FILTER];  /* by the lowest bits of a term: whether `terms` may hold it */
} One;

static uint32_t sieve(uint32_t one, uint32_t two) { return (one * 31 + two * 17) % FILTER; }

static void ask(One *one, uint64_t key, const uint32_t *piece) {
    one->asked.keys[slot_of(&one->asked, key)] = key;
    one->filter[sieve(piece[0], piece[1])] = 1;
    one->filter[sieve(piece[1], piece[0])] = 1;
}

static int prepare(One *one) {
    const Entry *entry = &one->entry;
    one->told.keys = one->asked.keys = NULL;
    one->stamps = NULL;
    one->stamp = 0;
    memset(one->known, 0, FILTER);
    if (!open_table(&one->terms, entry->told)) {
        return 0;
    }
    for (int64_t at = 0; at < entry->told; at++) {
        const uint64_t key = (uint64_t)(uint32_t)entry->terms[at] + 1;
        const uint32_t slot = slot_of(&one->terms, key);
        one->terms.keys[slot] = key;
        one->terms.values[slot] = (int32_t)at;
        one->known[(uint32_t)entry->terms[at] % FILTER] = 1;
    }
    return 1;
}

/* What is read of one and what it asks for, once it is needed: most messages differ in their words. */
static int spread(One *one) {
    const Entry *entry = &one->entry;
    if (one->stamps) {
        return 1;
    }
    memset(one->filter, 0, FILTER);
    if (!open_table(&one->told, 2 * entry->head->read) ||
        !open_table(&one->asked, 2 * entry->count)) {
        return 0;
    }
    one->stamps = calloc((size_t)one->asked.mask + 1, sizeof(uint32_t));
    if (!one->stamps) {
        return 0;
    }
    for (int32_t at = 0; at + 1 < entry->head->read; at++) {
        const uint64_t pair = key_of(entry->read[at], entry->read[at + 1], 0);
        one->told.keys[slot_of(&one->told, pair)] = pair;
        if (at + 2 < entry->head->read) {
            const uint64_t triple = key_of(entry->read[at], entry->read[at + 1], entry->read[at + 2]);
            one->told.keys[slot_of(&one->told, triple)] = triple;
        }
    }
    for (int64_t at = 0; at < entry->count; at++) {
        const uint32_t *piece = entry->pieces + TRIPLE * at;
        ask(one, piece_key(piece), piece);
        if (at < entry->head->pieces[RARE]) {
            ask(one, turned_key(piece), piece);
        }
    }
    return 1;
}

static void dismiss(One *one) {
    free(one->terms.keys);
    free(one->told.keys);
    free(one->asked.keys);
    free(one->stamps);
}

/* Does the text hold the word? */
static int holds(const uint32_t *text, int32_t length, const uint32_t *word, int32_t letters) {
    for (int32_t at = 0; at + letters <= length; at++) {
        if (text[at] == word[0] && !memcmp(text + at, word, (size_t)letters * sizeof(uint32_t))) {
            return 1;
        }
    }
    return 0;
}

static int same_letters(const uint32_t *one, int32_t ones, const uint32_t *two, int32_t twos) {
    return ones == twos && !memcmp(one, two, (size_t)ones * sizeof(uint32_t));
}

/* How many of some numbers, each once, are among others. */
static int32_t in_common(const uint64_t *one, int32_t ones, const uint64_t *two, int32_t twos) {
    int32_t common = 0;
    for (int32_t at = 0; at < ones; at++) {
        for (int32_t other = 0; other < twos; other++) {
            common += one[at] == two[other];
        }
    }
    return common;
}

/* As `analysis.ground.alike`. */
static double alike(const Entry *one, const Entry *two) {
    const int32_t ours = one->head->pairs, theirs = two->head->pairs;
    if (same_letters(one->ordered, one->head->place, two->ordered, two->head->place)) {
        return 1.0;
    }
    const int32_t common = in_common(one->pairs, ours, two->pairs, theirs);
    return common ? (double)common / (double)(ours < theirs ? ours : theirs) : 0.0;
}

static int other_town(const Entry *one, const Entry *two) {
    return one->head->region && two->head->region &&
           !same_letters(one->region, one->head->region, two->region, two->head->region);
}

/* 1 for the same place or party, 0 for another one, -1 where one of them names none. */
static double same_place(const Entry *one, const Entry *two) {
    const Head *here = one->head, *there = two->head;
    if (!(here->titled && there->titled) && !other_town(one, two) &&
        in_common(one->coined, here->coined, two->coined, there->coined)) {
        return 1.0;
    }
    if (!here->place || !there->place) {
        return other_town(one, two) ? 0.0 : -1.0;
    }
    if (same_letters(one->place, here->place, two->place, there->place) ||
        holds(two->read, there->read, one->place, here->place) ||
        holds(one->read, here->read, two->place, there->place)) {
        return 1.0;
    }
    return alike(one, two);
}

/* What the terms of both come to: words, words of the problem, names. */
static void agree(const One *one, const Entry *two, double *found) {
    int64_t at = 0;
    for (int kind = 0; kind < KINDS; kind++) {
        found[kind] = 0;
        for (const int64_t end = at + two->head->sizes[kind]; at < end; at++) {
            if (!one->known[(uint32_t)two->terms[at] % FILTER]) {
                continue;
            }
            const uint32_t slot = slot_of(&one->terms, (uint64_t)(uint32_t)two->terms[at] + 1);
            if (one->terms.keys[slot]) {
                const float product =
                    one->entry.weights[one->terms.values[slot]] * two->weights[at];
                found[kind] += (double)product;
            }
        }
    }
}

/* Which share of one's pieces, rare and usual, the other one tells. */
static void told_by(One *one, const Entry *two, double *rare, double *usual) {
    const Entry *entry = &one->entry;
    const uint32_t *read = two->read;
    one->stamp++;
    for (int32_t at = 0; at + 1 < two->head->read; at++) {
        if (!one->filter[sieve(read[at], read[at + 1])]) {
            continue;
        }
        one->stamps[slot_of(&one->asked, key_of(read[at], read[at + 1], 0))] = one->stamp;
        if (at + 2 < two->head->read) {
            const uint64_t triple = key_of(read[at], read[at + 1], read[at + 2]);
            one->stamps[slot_of(&one->asked, triple)] = one->stamp;
        }
    }
    double sums[2] = {0, 0};
    for (int64_t at = 0; at < entry->count; at++) {
        const uint32_t *piece = entry->pieces + TRIPLE * at;
        int told = one->stamps[slot_of(&one->asked, piece_key(piece))] == one->stamp;
        if (!told && at < entry->head->pieces[RARE]) {
            told = one->stamps[slot_of(&one->asked, turned_key(piece))] == one->stamp;
        }
        if (told) {
            sums[at >= entry->count - entry->head->pieces[USUAL]] += entry->shares[at];
        }
    }
    *rare = sums[0];
    *usual = sums[1];
}

/* Which share of the other one's pieces one tells. */
static void tells(const One *one, const Entry *two, double *rare, double *usual) {
    double sums[2] = {0, 0};
    for (int64_t at = 0; at < two->count; at++) {
        const uint32_t *piece = two->pieces + TRIPLE * at;
        if (has(&one->told, piece_key(piece)) ||
            (at < two->head->pieces[RARE] && has(&one->told, turned_key(piece)))) {
            sums[at >= two->count - two->head->pieces[USUAL]] += two->shares[at];
        }
    }
    *rare = sums[0];
    *usual = sums[1];
}

static double placed(double same, double named, const Scale *scale) {
    if (same < 0) {
        return named < scale->unnamed ? scale->nameless : 0.0;
    }
    return same >= scale->alike ? scale->place * same : scale->doubt;
}

/* As `analysis.pairs.likenesses`, for one pair; below 0 for want of memory. */
static double likeness(One *one, const Entry *two, const Scale *scale) {
    double found[KINDS], rare, usual, their_rare, their_usual;
    agree(one, two, found);
    if (found[0] < scale->nothing) {
        return 0.0;
    }
    const double same = same_place(&one->entry, two);
    const int surely = (one->entry.head->titled && two->head->titled) || other_town(&one->entry, two);
    if (surely && same >= 0 && same < scale->alike) {
        return 0.0;
    }
    if (!spread(one)) {
        return -1.0;
    }
    told_by(one, two, &rare, &usual);
    tells(one, two, &their_rare, &their_usual);
    if (rare > scale->faint && their_rare < rare) {
        rare = their_rare;
    }
    if (their_usual < usual) {
        usual = their_usual;
    }
    const double names = found[2], topics = found[1], both = topics * names;
    const double total = scale->rare * rare + scale->usual * usual + scale->words * found[0] +
                         scale->topics * topics + scale->both * sqrt(both > 0 ? both : 0.0) +
                         placed(same, rare > names ? rare : names, scale) +
                         (topics < scale->apart ? scale->other : 0.0) + scale->least;
    return 1.0 / (1.0 + exp(-total));
}

static int read_scale(PyObject *object, Scale *scale) {
    double *found = (double *)(void *)scale;
    if (PyTuple_Size(object) != SCALE) {
        PyErr_Clear();
        PyErr_SetString(PyExc_ValueError, "a tuple of weights of another length");
        return 0;
    }
    for (int at = 0; at < SCALE; at++) {
        found[at] = PyFloat_AsDouble(PyTuple_GetItem(object, at));
    }
    return !PyErr_Occurred();
}

/* liken(one, others, scale): how like a packed message is to each of a list of others. */
static PyObject *liken(PyObject *module, PyObject *arguments) {
    PyObject *first, *others, *weights;
    Scale scale;
    One one;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OO!O", &first, &PyList_Type, &others, &weights) ||
        !read_scale(weights, &scale) || !unpack(first, &one.entry)) {
        return NULL;
    }
    if (!prepare(&one)) {
        dismiss(&one);
        return PyErr_NoMemory();
    }
    const Py_ssize_t count = PyList_Size(others);
    PyObject *found = PyList_New(count);
    for (Py_ssize_t at = 0; found && at < count; at++) {
        Entry two;
        PyObject *value = NULL;
        if (unpack(PyList_GetItem(others, at), &two)) {
            const double like = likeness(&one, &two, &scale);
            value = like < 0 ? PyErr_NoMemory() : PyFloat_FromDouble(like);
        }
        if (!value || PyList_SetItem(found, at, value) < 0) {
            Py_DECREF(found);
            found = NULL;
        }
    }
    dismiss(&one);
    return found;
}

/* ---- Weighing a message ---- */

/* The terms of one kind: numbers, how much each counts (NULL: 1), and in how many messages it is. */
typedef struct {
    const int32_t *terms;
    const double *counts;
    const float *used;
    int64_t size, known;
    double *weights; /* as the message uses them, of length one; 0 where too common */
} Kind;

typedef struct {
    double weight;
    int64_t number;
} Heavy;

static int heavier(const void *one, const void *two) {
    const Heavy *here = one, *there = two;
    if (here->weight != there->weight) {
        return here->weight > there->weight ? -1 : 1;
    }
    return here->number < there->number ? -1 : here->number > there->number;
}

/* Bring the `most` heaviest to the front, in order, where there are more; how many there are then. */
static int64_t keep_heaviest(Heavy *heavy, int64_t size, int64_t most) {
    if (size <= most) {
        return size;
    }
    int64_t kept = 0;
    for (int64_t at = 0; at < size; at++) {
        const Heavy one = heavy[at];
        if (kept == most && (most == 0 || heavier(&one, &heavy[kept - 1]) > 0)) {
            continue;
        }
        int64_t place = kept < most ? kept++ : most - 1;
        for (; place > 0 && heavier(&one, &heavy[place - 1]) < 0; place--) {
            heavy[place] = heavy[place - 1];
        }
        heavy[place] = one;
    }
    return kept;
}

/* Bounds of analysis/index.py, in this order; `all` is the logarithm of all messages and one. */
typedef struct {
    double all, common, looked_up, few, smooth, asked, least;
} Bounds;

enum { BOUNDS = sizeof(Bounds) / sizeof(double) };

static float rarity(const Kind *kind, int64_t at, const Bounds *bounds) {
    return (float)bounds->all - logf(fmaxf(kind->used[kind->terms[at]], 1.0f));
}

/* Weigh terms by count and rarity; returns their length. */
static double weigh_kind(Kind *kind, const Bounds *bounds) {
    double squares = 0;
    for (int64_t at = 0; at < kind->size; at++) {
        const int common = kind->used[kind->terms[at]] > (float)bounds->common;
        const double times = kind->counts ? kind->counts[at] : 1.0;
        kind->weights[at] = common ? 0.0 : times * (double)rarity(kind, at, bounds);
        squares += kind->weights[at] * kind->weights[at];
    }
    return squares > 0 ? sqrt(squares) : 1.0;
}

static void shorten(Kind *kind, double length) {
    for (int64_t at = 0; at < kind->size; at++) {
        kind->weights[at] /= length;
    }
}

/* A text of the message as code points; from PyMem. */
typedef struct {
    Py_UCS4 *letters;
    int32_t length;
} Text;

static int spell(PyObject *object, Text *text) {
    text->letters = PyUnicode_AsUCS4Copy(object);
    text->length = text->letters ? (int32_t)PyUnicode_GetLength(object) : 0;
    return text->letters != NULL;
}

/* All that `weigh` was given. */
typedef struct {
    Text read, place, region;
    int titled;
    const uint32_t *letters;
    const uint8_t *topics, *coined;
    Kind kinds[KINDS];
    Bounds bounds;
} Message;

/* What is packed of the title: its pieces with their shares of all rare, or all usual ones; and
 * which rare triples are mostly a name. */
static void share(const Kind *title, const Message *message, Head *head, double *shares,
                  uint32_t *pieces, uint64_t *coined) {
    const uint32_t *letters = message->letters;
    const Bounds *bounds = &message->bounds;
    double wholes[2] = {bounds->smooth, bounds->smooth};
    int64_t packed = 0;
    for (int step = 0; step < 2; step++) {
        for (int part = RARE; part <= USUAL; part++) {
            int32_t found = 0;
            for (int64_t at = 0; at < title->size; at++) {
                const uint32_t *piece = letters + TRIPLE * at;
                const int is_rare = title->used[title->terms[at]] <= (float)bounds->few;
                const int is_pair = piece[2] == 0;
                if (part != (is_rare ? (is_pair ? RARE : LONGER) : USUAL) || (!is_rare && !is_pair)) {
                    continue;
                }
                found++;
                const double weight = (double)rarity(title, at, bounds);
                if (step == 0) {
                    wholes[part == USUAL] += weight;
                    continue;
                }
                if (part == LONGER && message->coined[at]) {
                    coined[head->coined++] = piece_key(piece);
                }
                shares[packed] = weight / wholes[part == USUAL];
                memcpy(pieces + TRIPLE * packed++, piece, TRIPLE * sizeof(uint32_t));
            }
            head->pieces[part] = found;
        }
    }
}

/* Behind the terms that are packed already those that weigh something; how many they are. */
static int32_t lay(const Kind *kind, const uint8_t *chosen, int number, int32_t *terms,
                   float *weights) {
    double length = 1.0;
    int32_t found = 0;
    if (chosen) {
        double squares = 0;
        for (int64_t at = 0; at < kind->size; at++) {
            squares += chosen[at] ? kind->weights[at] * kind->weights[at] : 0.0;
        }
        length = squares > 0 ? sqrt(squares) : 1.0;
    }
    for (int64_t at = 0; at < kind->size; at++) {
        if (kind->weights[at] != 0 && (!chosen || chosen[at])) {
            terms[found] = kind->terms[at] + (number << BITS);
            weights[found++] = (float)(kind->weights[at] / length);
        }
    }
    return found;
}

static int by_letter(const void *one, const void *two) {
    const uint32_t here = *(const uint32_t *)one, there = *(const uint32_t *)two;
    return (here > there) - (here < there);
}

/* The pairs of a place's characters in the order of code points, each once; how many. */
static int32_t pair_up(const uint32_t *place, int32_t letters, uint64_t *pairs) {
    int32_t found = 0;
    for (int32_t at = 0; at + 1 < letters; at++) {
        const uint32_t one = place[at], two = place[at + 1];
        const uint64_t pair = one <= two ? (uint64_t)one << 32 | two : (uint64_t)two << 32 | one;
        int32_t same = 0;
        while (same < found && pairs[same] != pair) {
            same++;
        }
        if (same == found) {
            pairs[found++] = pair;
        }
    }
    return found;
}

static PyObject *packed(const Message *message, const double *shares, const uint32_t *pieces,
                        const uint64_t *pairs, const int32_t *terms, const float *weights,
                        const Head *head) { /* `coined` stands right behind `pairs` */
    const size_t count = (size_t)(head->pieces[0] + head->pieces[1] + head->pieces[2]);
    const size_t told = (size_t)(head->sizes[0] + head->sizes[1] + head->sizes[2]);
    PyObject *found = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size_of(head));
    char *at = found ? PyBytes_AsString(found) : NULL;
    if (!at) {
        return NULL;
    }
    Py_UCS4 *ordered = NULL;
#define PUT(data, count_, size) (memcpy(at, (data), (count_) * (size)), at += (count_) * (size))
    PUT(head, 1, sizeof(Head));
    PUT(shares, count, sizeof(double));
    PUT(pairs, (size_t)head->pairs + (size_t)head->coined, sizeof(uint64_t));
    PUT(pieces, TRIPLE * count, sizeof(uint32_t));
    PUT(message->read.letters, (size_t)head->read, sizeof(uint32_t));
    PUT(message->place.letters, (size_t)head->place, sizeof(uint32_t));
    ordered = (Py_UCS4 *)(void *)at;
    PUT(message->place.letters, (size_t)head->place, sizeof(uint32_t));
    qsort(ordered, (size_t)head->place, sizeof(uint32_t), by_letter);
    PUT(message->region.letters, (size_t)head->region, sizeof(uint32_t));
    PUT(terms, told, sizeof(int32_t));
    PUT(weights, told, sizeof(float));
#undef PUT
    return found;
}

static PyObject *pack(const Message *message) {
    const Kind *title = &message->kinds[TITLE], *words = &message->kinds[WORDS];
    const Kind *names = &message->kinds[NAMES];
    const size_t told = (size_t)(2 * words->size + names->size) + 1;
    const size_t count = (size_t)title->size + 1, letters = (size_t)message->place.length + 1;
    char *room = PyMem_Malloc(count * (2 * sizeof(double) + TRIPLE * sizeof(uint32_t)) +
                              letters * sizeof(uint64_t) + told * (sizeof(int32_t) + sizeof(float)));
    if (!room) {
        return PyErr_NoMemory();
    }
    double *shares = (double *)(void *)room;
    uint64_t *pairs = (uint64_t *)(void *)(shares + count);
    uint32_t *pieces = (uint32_t *)(void *)(pairs + letters + count);
    int32_t *terms = (int32_t *)(void *)(pieces + TRIPLE * count);
    float *weights = (float *)(void *)(terms + told);
    Head head = {.read = message->read.length, .place = message->place.length,
                 .region = message->region.length, .titled = message->titled};
    head.pairs = pair_up(message->place.letters, message->place.length, pairs);
    share(title, message, &head, shares, pieces, pairs + head.pairs);
    head.sizes[0] = lay(words, NULL, 0, terms, weights);
    head.sizes[1] = lay(words, message->topics, 1, terms + head.sizes[0], weights + head.sizes[0]);
    const int32_t before = head.sizes[0] + head.sizes[1];
    head.sizes[2] = lay(names, NULL, 2, terms + before, weights + before);
    PyObject *found = packed(message, shares, pieces, pairs, terms, weights, &head);
    PyMem_Free(room);
    return found;
}

/* ---- The terms that point to a message, and those it is looked up by ---- */

/* The first `most` of the heaviest, as slot -> weight, added to `found`. */
static int take_heaviest(Heavy *heavy, int64_t size, int64_t most, PyObject *found) {
    size = keep_heaviest(heavy, size, most);
    for (int64_t at = 0; at < size; at++) {
        PyObject *slot = PyLong_FromLongLong(heavy[at].number);
        PyObject *weight = PyFloat_FromDouble(heavy[at].weight);
        const int bad = !slot || !weight || PyDict_SetItem(found, slot, weight) < 0;
        Py_XDECREF(slot);
        Py_XDECREF(weight);
        if (bad) {
            return 0;
        }
    }
    return 1;
}

/* Rare terms as slot and weight, those others used too or all of them; how many. */
static int64_t rare_ones(const Message *message, int shared, Heavy *heavy) {
    int64_t found = 0;
    for (int number = 0; number < KINDS; number++) {
        const Kind *kind = &message->kinds[number];
        for (int64_t at = 0; at < kind->size; at++) {
            const float used = kind->used[kind->terms[at]];
            if (kind->weights[at] != 0 && used <= (float)message->bounds.looked_up &&
                (!shared || used > 1.0f)) {
                heavy[found].weight = kind->weights[at];
                heavy[found++].number = (int64_t)kind->terms[at] * KINDS + number;
            }
        }
    }
    return found;
}

static int64_t all_words(const Message *message, Heavy *heavy) {
    const Kind *words = &message->kinds[WORDS];
    int64_t found = 0;
    for (int64_t at = 0; at < words->size; at++) {
        if (words->weights[at] != 0) {
            heavy[found].weight = words->weights[at];
            heavy[found++].number = (int64_t)words->terms[at] * KINDS + WORDS;
        }
    }
    return found;
}

static int look_up(const Message *message, PyObject *posted, PyObject *asked) {
    const int64_t most = (int64_t)message->bounds.asked, least = (int64_t)message->bounds.least;
    int64_t room = 1;
    for (int number = 0; number < KINDS; number++) {
        room += message->kinds[number].size;
    }
    Heavy *heavy = PyMem_Malloc((size_t)room * sizeof(Heavy));
    if (!heavy) {
        PyErr_NoMemory();
        return 0;
    }
    int64_t size = rare_ones(message, 0, heavy);
    int good = 1;
    if (size == 0) { /* all of it is common here: its rarest words must do */
        size = all_words(message, heavy);
        good = take_heaviest(heavy, size, least, posted) && PyDict_Update(asked, posted) == 0;
    } else {
        good = take_heaviest(heavy, size, most, posted);
        size = rare_ones(message, 1, heavy);
        good = good && take_heaviest(heavy, size, most, asked) && PyDict_Update(posted, asked) == 0;
    }
    PyMem_Free(heavy);
    return good;
}

/* ---- What Python hands over ---- */

enum { ARRAYS = 11 };
/* letters, title, words, counts of words, topics, names, counts of names, coined, three of used */
static const int64_t ITEM[ARRAYS] = {4, 4, 4, 8, 1, 4, 8, 1, 4, 4, 4};

/* Whether all terms are known; how many use them is fetched, for it is read next. */
static int sound(const Kind *kind) {
    for (int64_t at = 0; at < kind->size; at++) {
        if (kind->terms[at] < 0 || kind->terms[at] >= kind->known ||
            kind->terms[at] >= 1 << BITS) {
            return 0;
        }
        __builtin_prefetch(kind->used + kind->terms[at]);
    }
    return 1;
}

static int fill(Message *message, const Py_buffer *views, PyObject *bounds) {
    static const int terms[KINDS] = {1, 2, 5}, counts[KINDS] = {-1, 3, 6};
    double *found = (double *)(void *)&message->bounds;
    for (int number = 0; number < KINDS; number++) {
        Kind *kind = &message->kinds[number];
        const Py_buffer *used = &views[ARRAYS - KINDS + number], *own = &views[terms[number]];
        kind->terms = own->buf;
        kind->size = own->len / (int64_t)sizeof(int32_t);
        kind->used = used->buf;
        kind->known = used->len / (int64_t)sizeof(float);
        kind->counts = counts[number] < 0 ? NULL : views[counts[number]].buf;
        if (!sound(kind) || (kind->counts && views[counts[number]].len != 2 * own->len)) {
            return 0;
        }
    }
    message->letters = views[0].buf;
    message->topics = views[4].buf;
    message->coined = views[7].buf;
    if (views[7].len != message->kinds[TITLE].size || views[0].len != TRIPLE * views[1].len || views[4].len != message->kinds[WORDS].size ||
        PyTuple_Size(bounds) != BOUNDS) {
        return 0;
    }
    for (int at = 0; at < BOUNDS; at++) {
        found[at] = PyFloat_AsDouble(PyTuple_GetItem(bounds, at));
    }
    return !PyErr_Occurred();
}

static PyObject *weighed(Message *message, int with_keys) {
    int64_t room = 1;
    for (int number = 0; number < KINDS; number++) {
        room += message->kinds[number].size;
    }
    double *weights = PyMem_Malloc((size_t)room * sizeof(double));
    if (!weights) {
        return PyErr_NoMemory();
    }
    double *at = weights;
    for (int number = 0; number < KINDS; number++) {
        Kind *kind = &message->kinds[number];
        kind->weights = at;
        at += kind->size;
        shorten(kind, weigh_kind(kind, &message->bounds));
    }
    PyObject *bytes = pack(message), *posted = PyDict_New(), *asked = PyDict_New();
    PyObject *found = NULL;
    if (bytes && posted && asked && (!with_keys || look_up(message, posted, asked))) {
        found = PyTuple_Pack(3, bytes, posted, asked);
    }
    Py_XDECREF(bytes);
    Py_XDECREF(posted);
    Py_XDECREF(asked);
    PyMem_Free(weights);
    return found;
}

/* weigh((read, place, region), titled, arrays, bounds, with_keys) -> (packed, posted, asked)
 *
 * `arrays` are those of ITEM. `posted` and `asked` are slot -> weight; a slot is the number of a
 * term times three and its kind. */
static PyObject *weigh(PyObject *module, PyObject *arguments) {
    PyObject *texts[3], *arrays, *bounds;
    Message message;
    Py_buffer views[ARRAYS];
    int with_keys, taken = 0;
    PyObject *found = NULL;
    (void)module;
    memset(&message, 0, sizeof(message));
    if (!PyArg_ParseTuple(arguments, "(UUU)pO!O!p", &texts[0], &texts[1], &texts[2],
                          &message.titled, &PyTuple_Type, &arrays, &PyTuple_Type, &bounds,
                          &with_keys)) {
        return NULL;
    }
    if (PyTuple_Size(arrays) != ARRAYS) {
        PyErr_SetString(PyExc_ValueError, "another number of arrays");
        return NULL;
    }
    while (taken < ARRAYS &&
           PyObject_GetBuffer(PyTuple_GetItem(arrays, taken), &views[taken], PyBUF_C_CONTIGUOUS) == 0) {
        taken++;
        if (views[taken - 1].itemsize != ITEM[taken - 1]) {
            PyErr_SetString(PyExc_ValueError, "an array of another type");
            break;
        }
    }
    if (!PyErr_Occurred() && spell(texts[0], &message.read) && spell(texts[1], &message.place) &&
        spell(texts[2], &message.region)) {
        if (fill(&message, views, bounds)) {
            found = weighed(&message, with_keys);
        } else if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_ValueError, "arrays of the wrong size");
        }
    }
    PyMem_Free(message.read.letters);
    PyMem_Free(message.place.letters);
    PyMem_Free(message.region.letters);
    while (taken > 0) {
        PyBuffer_Release(&views[--taken]);
    }
    return found;
}

/* ---- Who shares the terms ---- */

/* Slot -> serials of the messages it points to, the newest last: one stands in the table itself,
 * several in a block of one of these sizes. The blocks lie in chunks; free ones of a size are
 * chained by their first number. */
enum { SIZES = 10, MOST_POSTED = 48, CHUNK = 1 << 16 };
static const uint8_t ROOM[SIZES] = {2, 3, 4, 6, 8, 12, 16, 24, 32, MOST_POSTED};
static const uint32_t NO_BLOCK = UINT32_MAX;
static const char *const POSTED = "analysis._likeness.posted";

typedef struct {
    uint32_t *at; /* the only serial, or where the block begins */
    uint8_t *count;
    uint32_t **chunks;
    uint32_t slots, chunk_count, filled; /* `filled`: of the last chunk */
    uint32_t free[SIZES];
} Posted;

static int size_for(int count) {
    int size = 0;
    while (ROOM[size] < count) {
        size++;
    }
    return size;
}

static uint32_t *block(const Posted *posted, uint32_t at) {
    return posted->chunks[at / CHUNK] + at % CHUNK;
}

static uint32_t *serials_of(const Posted *posted, uint32_t slot) {
    return posted->count[slot] > 1 ? block(posted, posted->at[slot]) : &posted->at[slot];
}

/* Where a block of this size begins; NO_BLOCK for want of memory. */
static uint32_t take_block(Posted *posted, int size) {
    const uint32_t found = posted->free[size];
    if (found != NO_BLOCK) {
        posted->free[size] = *block(posted, found);
        return found;
    }
    if (!posted->chunk_count || posted->filled + ROOM[size] > CHUNK) {
        uint32_t **chunks = realloc(posted->chunks, (posted->chunk_count + 1) * sizeof(uint32_t *));
        if (!chunks) {
            return NO_BLOCK;
        }
        posted->chunks = chunks;
        chunks[posted->chunk_count] = malloc(CHUNK * sizeof(uint32_t));
        if (!chunks[posted->chunk_count]) {
            return NO_BLOCK;
        }
        posted->chunk_count++;
        posted->filled = 0;
    }
    const uint32_t at = (posted->chunk_count - 1) * CHUNK + posted->filled;
    posted->filled += ROOM[size];
    return at;
}

static void free_block(Posted *posted, uint32_t at, int size) {
    *block(posted, at) = posted->free[size];
    posted->free[size] = at;
}

/* So many serials are wanted from now on; those there are stay, as far as there is room. */
static int make_room(Posted *posted, uint32_t slot, int wanted) {
    const int count = posted->count[slot], kept = count < wanted ? count : wanted;
    const int size = count > 1 ? size_for(count) : -1, other = wanted > 1 ? size_for(wanted) : -1;
    const uint32_t old = posted->at[slot], *before = serials_of(posted, slot);
    if (size == other) {
        return 1;
    }
    if (other < 0) {
        posted->at[slot] = before[0];
    } else {
        const uint32_t at = take_block(posted, other);
        if (at == NO_BLOCK) {
            return 0;
        }
        memcpy(block(posted, at), before, (size_t)kept * sizeof(uint32_t));
        posted->at[slot] = at;
    }
    if (size >= 0) {
        free_block(posted, old, size);
    }
    return 1;
}

static int point_from(Posted *posted, uint32_t slot, uint32_t serial, int most) {
    const int count = posted->count[slot];
    if (count >= most) {
        uint32_t *serials = serials_of(posted, slot);
        memmove(serials, serials + 1, (size_t)(count - 1) * sizeof(uint32_t));
        serials[count - 1] = serial;
        return 1;
    }
    if (count > 0 && !make_room(posted, slot, count + 1)) {
        return 0;
    }
    posted->count[slot]++;
    serials_of(posted, slot)[count] = serial;
    return 1;
}

static void give_up(PyObject *capsule) {
    Posted *posted = PyCapsule_GetPointer(capsule, POSTED);
    for (uint32_t at = 0; at < posted->chunk_count; at++) {
        free(posted->chunks[at]);
    }
    free(posted->chunks);
    free(posted->at);
    free(posted->count);
    free(posted);
}

/* posted(slots): from none of so many slots to no message. */
static PyObject *posted(PyObject *module, PyObject *argument) {
    const unsigned long slots = PyLong_AsUnsignedLong(argument);
    (void)module;
    if (PyErr_Occurred()) {
        return NULL;
    }
    Posted *made = calloc(1, sizeof(Posted));
    if (made) {
        made->slots = (uint32_t)slots;
        made->at = calloc(slots, sizeof(uint32_t));
        made->count = calloc(slots, sizeof(uint8_t));
        for (int size = 0; size < SIZES; size++) {
            made->free[size] = NO_BLOCK;
        }
    }
    PyObject *capsule = made && made->at && made->count ? PyCapsule_New(made, POSTED, give_up) : NULL;
    if (!capsule) {
        if (made) {
            free(made->at);
            free(made->count);
        }
        free(made);
        return PyErr_Occurred() ? NULL : PyErr_NoMemory();
    }
    return capsule;
}

/* A slot of a dict's key; `slots` where it is none. */
static uint32_t slot_number(const Posted *posted, PyObject *key) {
    const long long slot = PyLong_AsLongLong(key);
    if (slot < 0 || slot >= posted->slots) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_ValueError, "no such slot");
        }
        return posted->slots;
    }
    return (uint32_t)slot;
}

/* point(posted, slots, serial, most): let the slots (keys of a dict) point to a message; each
 * keeps its newest `most`. */
static PyObject *point(PyObject *module, PyObject *arguments) {
    PyObject *capsule, *slots, *key;
    unsigned int serial;
    int most;
    Py_ssize_t at = 0;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OO!Ii", &capsule, &PyDict_Type, &slots, &serial, &most)) {
        return NULL;
    }
    Posted *known = PyCapsule_GetPointer(capsule, POSTED);
    if (known && (most < 2 || most > MOST_POSTED)) {
        PyErr_SetString(PyExc_ValueError, "a slot points to 2 to 48 messages");
    }
    while (!PyErr_Occurred() && PyDict_Next(slots, &at, &key, NULL)) {
        const uint32_t slot = slot_number(known, key);
        if (slot < known->slots && !point_from(known, slot, serial, most)) {
            PyErr_NoMemory();
        }
    }
    if (PyErr_Occurred()) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* The numbers of messages by serial, from `first` on; those that left have a number below all. */
typedef struct {
    Py_buffer view;
    const int64_t *numbers;
    int64_t first, size;
} Roll;

static int open_roll(Roll *roll, PyObject *object, long long first) {
    if (PyObject_GetBuffer(object, &roll->view, PyBUF_C_CONTIGUOUS) < 0) {
        return 0;
    }
    if (roll->view.itemsize != (Py_ssize_t)sizeof(int64_t)) {
        PyBuffer_Release(&roll->view);
        PyErr_SetString(PyExc_ValueError, "an array of another type");
        return 0;
    }
    roll->numbers = roll->view.buf;
    roll->first = first;
    roll->size = roll->view.len / (int64_t)sizeof(int64_t);
    return 1;
}

static int64_t number_of(const Roll *roll, uint32_t serial) {
    const int64_t at = (int64_t)serial - roll->first;
    return at >= 0 && at < roll->size ? roll->numbers[at] : INT64_MIN;
}

/* The messages that the slots point to and what they weigh; how many, below 0 after an error. */
static int64_t weigh_all(const Posted *known, PyObject *asked, const Roll *roll, Table *table,
                         Heavy *heavy) {
    PyObject *key, *value;
    Py_ssize_t at = 0;
    int64_t size = 0;
    while (PyDict_Next(asked, &at, &key, &value)) {
        const uint32_t slot = slot_number(known, key);
        const double weight = PyFloat_AsDouble(value);
        if (PyErr_Occurred()) {
            return -1;
        }
        const uint32_t *serials = serials_of(known, slot);
        for (int place = 0; place < known->count[slot]; place++) {
            const int64_t number = number_of(roll, serials[place]);
            if (number == INT64_MIN) {
                continue;
            }
            const uint32_t found = slot_of(table, (uint64_t)serials[place] + 1);
            if (!table->keys[found]) {
                table->keys[found] = (uint64_t)serials[place] + 1;
                table->values[found] = (int32_t)size;
                heavy[size].weight = 0;
                heavy[size++].number = number;
            }
            heavy[table->values[found]].weight += weight;
        }
    }
    return size;
}

static PyObject *sorted_numbers(Heavy *heavy, int64_t size, double faint) {
    int64_t kept = 0;
    for (int64_t at = 0; at < size; at++) {
        if (heavy[at].weight > faint) {
            heavy[kept++] = heavy[at];
        }
    }
    qsort(heavy, (size_t)kept, sizeof(Heavy), heavier);
    PyObject *found = PyList_New(kept);
    for (int64_t at = 0; found && at < kept; at++) {
        PyList_SetItem(found, at, PyLong_FromLongLong(heavy[at].number));
    }
    return found;
}

/* gather(posted, asked, numbers, first, faint): numbers that the slots of `asked` (slot -> weight)
 * point to, by the sum of the weights, heaviest first; those that do not weigh more than `faint`
 * are left out. */
static PyObject *gather(PyObject *module, PyObject *arguments) {
    PyObject *capsule, *asked, *numbers, *found = NULL, *key;
    double faint;
    long long first;
    Table table = {NULL, NULL, 0};
    Roll roll;
    Py_ssize_t at = 0;
    int64_t room = 0;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OO!OLd", &capsule, &PyDict_Type, &asked, &numbers, &first, &faint)) {
        return NULL;
    }
    Posted *known = PyCapsule_GetPointer(capsule, POSTED);
    if (!known || !open_roll(&roll, numbers, first)) {
        return NULL;
    }
    while (!PyErr_Occurred() && PyDict_Next(asked, &at, &key, NULL)) {
        const uint32_t slot = slot_number(known, key);
        room += slot < known->slots ? known->count[slot] : 0;
    }
    Heavy *heavy = PyMem_Malloc((size_t)(room + 1) * sizeof(Heavy));
    if (!heavy || !open_table(&table, room)) {
        PyErr_NoMemory();
    }
    if (!PyErr_Occurred()) {
        const int64_t size = weigh_all(known, asked, &roll, &table, heavy);
        found = size < 0 ? NULL : sorted_numbers(heavy, size, faint);
    }
    free(table.keys);
    PyMem_Free(heavy);
    PyBuffer_Release(&roll.view);
    return found;
}

static int sweep_slot(Posted *posted, uint32_t slot, const Roll *roll) {
    uint32_t *serials = serials_of(posted, slot);
    int left = 0;
    for (int at = 0; at < posted->count[slot]; at++) {
        if (number_of(roll, serials[at]) != INT64_MIN) {
            serials[left++] = serials[at];
        }
    }
    if (!make_room(posted, slot, left)) {
        return 0;
    }
    posted->count[slot] = (uint8_t)left;
    return 1;
}

/* sweep(posted, numbers, first): drop what points to messages that left. */
static PyObject *sweep(PyObject *module, PyObject *arguments) {
    PyObject *capsule, *numbers;
    long long first;
    Roll roll;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOL", &capsule, &numbers, &first)) {
        return NULL;
    }
    Posted *known = PyCapsule_GetPointer(capsule, POSTED);
    if (!known || !open_roll(&roll, numbers, first)) {
        return NULL;
    }
    int good = 1;
    for (uint32_t slot = 0; good && slot < known->slots; slot++) {
        good = !known->count[slot] || sweep_slot(known, slot, &roll);
    }
    PyBuffer_Release(&roll.view);
    if (!good) {
        return PyErr_NoMemory();
    }
    Py_RETURN_NONE;
}

/* ---- What the words of a message are ---- */

/* What the kind of a word makes of it, by a dict that knows all kinds or finds out; below 0 where
 * that failed. */
static long kind_of(PyObject *kinds, PyObject *kind) {
    PyObject *found = PyDict_GetItemWithError(kinds, kind); /* borrowed */
    if (found) {
        return PyLong_AsLong(found);
    }
    if (PyErr_Occurred() || !(found = PyObject_GetItem(kinds, kind))) {
        return -1;
    }
    const long told = PyLong_AsLong(found);
    Py_DECREF(found);
    return told;
}

/* Whether a word is one of these, or part of the name of the place; below 0 where that failed. */
static int is_of_place(PyObject *word, PyObject *known, PyObject *place, int named) {
    const int found = PySet_Contains(known, word);
    return found || !named ? found : PyUnicode_Contains(place, word);
}

/* One word: its length, and what its kind makes of it. */
static int take_word(PyObject *tagged, PyObject *kinds, long topic, PyObject *known,
                     PyObject *place, int32_t *length, int8_t *told) {
    if (!PyTuple_Check(tagged) || PyTuple_Size(tagged) != 2) {
        PyErr_SetString(PyExc_TypeError, "no word with its kind");
        return 0;
    }
    PyObject *word = PyTuple_GetItem(tagged, 0), *kind = PyTuple_GetItem(tagged, 1);
    const Py_ssize_t letters = PyUnicode_GetLength(word);
    long found = letters < 0 ? -1 : kind_of(kinds, kind);
    if (found > 0 && found & topic) {
        const int of_place = is_of_place(word, known, place, PyUnicode_GetLength(place) > 0);
        found = of_place < 0 ? -1 : of_place ? found & ~topic : found;
    }
    *length = (int32_t)letters;
    *told = (int8_t)found;
    return found >= 0;
}

/* cut(tagged, kinds, topic, known, place): of each tagged word (word, kind) its length (int32) and
 * what its kind makes of it (int8), as two bytes objects. Words that are `known`, or part of the
 * name of the place, are no `topic`. */
static PyObject *cut(PyObject *module, PyObject *arguments) {
    PyObject *tagged, *kinds, *known, *place;
    long topic;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O!O!lO!U", &PyList_Type, &tagged, &PyDict_Type, &kinds, &topic,
                          &PyFrozenSet_Type, &known, &place)) {
        return NULL;
    }
    const Py_ssize_t count = PyList_Size(tagged);
    PyObject *lengths = PyBytes_FromStringAndSize(NULL, count * (Py_ssize_t)sizeof(int32_t));
    PyObject *told = PyBytes_FromStringAndSize(NULL, count), *found = NULL;
    int good = lengths && told;
    for (Py_ssize_t at = 0; good && at < count; at++) {
        int32_t length = 0;
        good = take_word(PyList_GetItem(tagged, at), kinds, topic, known, place, &length,
                         (int8_t *)PyBytes_AsString(told) + at);
        memcpy(PyBytes_AsString(lengths) + at * (Py_ssize_t)sizeof(int32_t), &length, sizeof(length));
    }
    if (good) {
        found = PyTuple_Pack(2, lengths, told);
    }
    Py_XDECREF(lengths);
    Py_XDECREF(told);
    return found;
}

/* ---- In which groups those are that a message is like ---- */

/* What analysis/paged.py keeps: key / PAGE -> the values of so many keys, as int64; no value is
 * the least number. `page` is the one that was read last. */
enum { PAGE = 512 };

typedef struct {
    PyObject *pages;
    const int64_t *values;
    int64_t page;
} Paged;

/* The value of a key, or the least number; an error may have been set then. */
static int64_t value_of(Paged *paged, PyObject *key) {
    const int64_t number = PyLong_AsLongLong(key);
    const int64_t page = number >= 0 ? number / PAGE : -((PAGE - 1 - number) / PAGE);
    if (!paged->values || page != paged->page) {
        PyObject *name = PyLong_FromLongLong(page);
        PyObject *found = name ? PyDict_GetItemWithError(paged->pages, name) : NULL; /* borrowed */
        Py_XDECREF(name);
        const int whole = found && PyByteArray_Check(found) &&
                          PyByteArray_Size(found) == PAGE * (Py_ssize_t)sizeof(int64_t);
        if (found && !whole) {
            PyErr_SetString(PyExc_ValueError, "no page of numbers");
        }
        paged->values = whole ? (const int64_t *)(void *)PyByteArray_AsString(found) : NULL;
        paged->page = page;
    }
    return paged->values ? paged->values[number - page * PAGE] : INT64_MIN;
}

/* The pages of what analysis/paged.py keeps; a new reference. */
static int open_pages(Paged *paged, PyObject *object) {
    paged->pages = PyObject_GetAttrString(object, "pages");
    paged->values = NULL;
    paged->page = 0;
    if (paged->pages && !PyDict_Check(paged->pages)) {
        Py_DECREF(paged->pages);
        PyErr_SetString(PyExc_TypeError, "pages are a dict");
        return 0;
    }
    return paged->pages != NULL;
}

/* within(likes, homes, group, most): the first `most` of those in `likes` whose home is the group. */
static PyObject *within(PyObject *module, PyObject *arguments) {
    PyObject *likes, *kept, *member;
    Paged homes;
    Py_ssize_t most, at = 0;
    long long wanted;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O!OLn", &PyDict_Type, &likes, &kept, &wanted, &most) ||
        !open_pages(&homes, kept)) {
        return NULL;
    }
    PyObject *found = PyList_New(0);
    Py_ssize_t size = 0;
    while (found && size < most && !PyErr_Occurred() && PyDict_Next(likes, &at, &member, NULL)) {
        if (value_of(&homes, member) == wanted && !PyErr_Occurred()) {
            size++;
            PyList_Append(found, member);
        }
    }
    Py_DECREF(homes.pages);
    if (PyErr_Occurred()) {
        Py_XDECREF(found);
        return NULL;
    }
    return found;
}

/* nearest(likes, homes): group -> how like its most like member is, in the order of `likes`. */
static PyObject *nearest(PyObject *module, PyObject *arguments) {
    PyObject *likes, *kept, *member, *value;
    Paged homes;
    Py_ssize_t at = 0;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "O!O", &PyDict_Type, &likes, &kept) || !open_pages(&homes, kept)) {
        return NULL;
    }
    PyObject *found = PyDict_New();
    while (found && !PyErr_Occurred() && PyDict_Next(likes, &at, &member, &value)) {
        const int64_t home = value_of(&homes, member);
        PyObject *group = home == INT64_MIN ? NULL : PyLong_FromLongLong(home);
        PyObject *known = group ? PyDict_GetItemWithError(found, group) : NULL;
        if (group && !PyErr_Occurred() &&
            (!known || PyFloat_AsDouble(value) > PyFloat_AsDouble(known))) {
            PyDict_SetItem(found, group, value);
        }
        Py_XDECREF(group);
    }
    Py_DECREF(homes.pages);
    if (PyErr_Occurred()) {
        Py_XDECREF(found);
        return NULL;
    }
    return found;
}

static PyMethodDef METHODS[] = {
    {"cut", cut, METH_VARARGS, "Lengths of words, and what their kinds make of them."},
    {"within", within, METH_VARARGS, "Those a message is like that are in a group."},
    {"nearest", nearest, METH_VARARGS, "How like a message is to the most like of each group."},
    {"weigh", weigh, METH_VARARGS, "Pack what a message is compared by; its rarest terms."},
    {"posted", posted, METH_O, "From terms to messages, in few bytes."},
    {"point", point, METH_VARARGS, "Let the slots of a message point to it."},
    {"gather", gather, METH_VARARGS, "Numbers by the weight of the slots that point to them."},
    {"sweep", sweep, METH_VARARGS, "Drop what points to messages that left."},
    {"liken", liken, METH_VARARGS, "How like a packed message is to others."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, "_likeness", "How like two messages are.", -1, METHODS,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__likeness(void) {
    PyObject *module = PyModule_Create(&MODULE);
    if (module && PyModule_AddIntConstant(module, "LAYOUT", LAYOUT) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
