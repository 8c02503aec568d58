/* Which of many known words a text says: one walk along a tree of their letters; and which words
 * of a text its heaviest runs stand in (told).
 *
 * An extra, never a must: where no C compiler was at hand when the program was installed, Polars
 * searches for the same words (analysis/spoken.py, analysis/accused.py) and Python for those of
 * runs (analysis/reasons.py), slower.
 * tests/analysis/test_label_words.py holds both to the same results. Sizes are checked here, and
 * every number of the tree before it is used.
 */
#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Which arrays the functions take; analysis/lookup.py leaves another one alone. */
enum { LAYOUT = 2, LETTERS = 0x110000, VIEWS = 7, MOST_KINDS = 32, STOP = -1,
       LONGEST_RUN = 32, MOST_TOLD = 64 };
static const uint32_t SPREAD = 2654435769u;

typedef struct {
    uint32_t key;  /* number of the node << code bits | code of the next letter; 0 is empty */
    uint32_t node; /* the node that they lead to */
} Slot;

/* The letters of all words as a tree, held in one hash table. */
typedef struct {
    const uint16_t *codes; /* letter -> its code, 0 where no word has it */
    const int32_t *first;  /* code -> node of the word's first letter, 0, or STOP: ends a clause */
    const Slot *slots;
    uint32_t known, nodes, last, shift, code_bits; /* how many codes and nodes; the last slot */
} Tree;

/* Bytes that grow while they are filled. */
typedef struct {
    char *bytes;
    size_t used, room;
} Heap;

static int put(Heap *heap, const int32_t *numbers, size_t many) {
    const size_t more = many * sizeof(int32_t);
    if (heap->used + more > heap->room) {
        const size_t room = 2 * heap->room + more + 4096;
        char *bytes = realloc(heap->bytes, room);
        if (!bytes) {
            return 0;
        }
        heap->bytes = bytes;
        heap->room = room;
    }
    memcpy(heap->bytes + heap->used, numbers, more);
    heap->used += more;
    return 1;
}

/* The node of a word's first letter; 0 where none begins with it, STOP where a clause ends. */
static inline int32_t begin(const Tree *tree, uint32_t letter) {
    const uint32_t code = letter < LETTERS ? tree->codes[letter] : 0;
    return code < tree->known ? tree->first[code] : 0;
}

/* The node behind `node` by one more letter, or 0. */
static inline uint32_t follow(const Tree *tree, uint32_t node, uint32_t letter) {
    const uint32_t code = letter < LETTERS ? tree->codes[letter] : 0;
    const uint32_t key = node << tree->code_bits | code;
    uint32_t at = (key * SPREAD) >> tree->shift;
    for (uint32_t tries = code ? tree->last : 0; tries && tree->slots[at].key; tries--) {
        if (tree->slots[at].key == key) {
            return tree->slots[at].node < tree->nodes ? tree->slots[at].node : 0;
        }
        at = (at + 1) & tree->last;
    }
    return 0;
}

typedef struct {
    Py_buffer view[VIEWS];
    int held;
} Views;

static void release(Views *views) {
    while (views->held > 0) {
        PyBuffer_Release(&views->view[--views->held]);
    }
}

static PyObject *refuse(Views *views, const char *why) {
    release(views);
    PyErr_SetString(PyExc_ValueError, why);
    return NULL;
}

static int64_t many(const Py_buffer *view, size_t size) { return view->len / (int64_t)size; }

/* Take the buffers of `objects`: texts, their bounds, the tree, and what belongs to the work. */
static int take(Views *views, PyObject **objects, Tree *tree, long long code_bits) {
    views->held = 0;
    for (int place = 0; place < VIEWS; place++) {
        if (PyObject_GetBuffer(objects[place], &views->view[place], PyBUF_C_CONTIGUOUS) < 0) {
            release(views);
            return 0;
        }
        views->held++;
    }
    const int64_t slots = many(&views->view[4], sizeof(Slot));
    const int64_t bounds = many(&views->view[1], sizeof(int64_t));
    const int64_t letters = many(&views->view[0], sizeof(uint32_t));
    const int64_t known = many(&views->view[3], sizeof(int32_t));
    const int64_t nodes = many(&views->view[5], sizeof(int32_t));
    const int64_t *bound = views->view[1].buf;
    const int32_t *first = views->view[3].buf;
    int good = many(&views->view[2], sizeof(uint16_t)) == LETTERS && code_bits > 0 &&
               code_bits < 17 && slots > 1 && slots < INT32_MAX && !(slots & (slots - 1)) &&
               bounds > 0 && letters < INT32_MAX && known <= UINT16_MAX && nodes < INT32_MAX;
    good = good && bound[0] == 0 && bound[bounds - 1] == letters;
    for (int64_t at = 1; good && at < bounds; at++) {
        good = bound[at - 1] <= bound[at];
    }
    for (int64_t at = 0; good && at < known; at++) {
        good = first[at] >= STOP && first[at] < nodes;
    }
    if (!good) {
        refuse(views, "no tree of words");
        return 0;
    }
    tree->codes = views->view[2].buf;
    tree->first = first;
    tree->slots = views->view[4].buf;
    tree->known = (uint32_t)known;
    tree->nodes = (uint32_t)nodes;
    tree->last = (uint32_t)slots - 1;
    tree->code_bits = (uint32_t)code_bits;
    tree->shift = 32;
    for (int64_t rest = slots; rest > 1; rest >>= 1) {
        tree->shift--;
    }
    return 1;
}

/* What was found as bytes, or out of memory. */
static PyObject *hand_over(Views *views, Heap *heap, int good) {
    PyObject *found =
        good ? PyBytes_FromStringAndSize(heap->bytes, (Py_ssize_t)heap->used) : PyErr_NoMemory();
    free(heap->bytes);
    release(views);
    return found;
}

static int rising(const void *one, const void *other) {
    const int32_t a = *(const int32_t *)one, b = *(const int32_t *)other;
    return (a > b) - (a < b);
}

/* The words of one text: `told` gets each once, `marks` what they weigh; how many are told. */
static int64_t read_text(const Tree *tree, const int32_t *says, const uint32_t *letters,
                         int64_t length, uint8_t mark, uint8_t *marks, int32_t *told,
                         int64_t number) {
    for (int64_t at = 0; at < length; at++) {
        const int32_t root = begin(tree, letters[at]);
        uint32_t node = root > 0 ? (uint32_t)root : 0;
        for (int64_t next = at + 1; node; next++) {
            const int32_t word = says[node];
            if (word >= 0) {
                told[number] = word;
                number += marks[word] == 0;
                marks[word] |= mark;
            }
            node = next < length ? follow(tree, node, letters[next]) : 0;
        }
    }
    return number;
}

/* said(letters u32, bounds i64, codes u16, first i32, slots u32 pairs, says i32, weights i32,
 *      code_bits, words) -> bytes of int32 triples: message, word, weight
 *
 * `bounds` has a title and a text for each message. `says` is node -> word or -1; `weights` what
 * a word weighs that stands nowhere, in the title, in the text, in both. Each word of a message
 * stands once, by rising number. */
static PyObject *said(PyObject *module, PyObject *arguments) {
    PyObject *objects[VIEWS];
    Views views;
    Tree tree;
    long long code_bits, words;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOOOOOOLL", &objects[0], &objects[1], &objects[2],
                          &objects[3], &objects[4], &objects[5], &objects[6], &code_bits,
                          &words) ||
        !take(&views, objects, &tree, code_bits)) {
        return NULL;
    }
    const uint32_t *letters = views.view[0].buf;
    const int64_t *bounds = views.view[1].buf;
    const int32_t *says = views.view[5].buf, *weights = views.view[6].buf;
    const int64_t texts = many(&views.view[1], sizeof(int64_t)) - 1;
    int good = words >= 0 && words < INT32_MAX && texts % 2 == 0 &&
               many(&views.view[6], sizeof(int32_t)) == 4;
    for (int64_t at = 0; good && at < (int64_t)tree.nodes; at++) {
        good = says[at] >= -1 && says[at] < words;
    }
    if (!good) {
        return refuse(&views, "words out of range");
    }
    uint8_t *marks = PyMem_Calloc((size_t)words + 1, 1);
    int32_t *told = PyMem_Malloc(((size_t)words + 1) * sizeof(int32_t));
    Heap heap = {NULL, 0, 0};
    good = marks && told;
    Py_BEGIN_ALLOW_THREADS
    for (int64_t text = 0; good && text < texts; text += 2) {
        const int64_t *bound = bounds + text;
        int64_t number = 0;
        for (int64_t part = 0; part < 2; part++) {
            number = read_text(&tree, says, letters + bound[part], bound[part + 1] - bound[part],
                               (uint8_t)(1 + part), marks, told, number);
        }
        qsort(told, (size_t)number, sizeof(int32_t), rising);
        for (int64_t at = 0; good && at < number; at++) {
            const int32_t row[3] = {(int32_t)(text / 2), told[at], weights[marks[told[at]]]};
            good = put(&heap, row, 3);
            marks[told[at]] = 0;
        }
    }
    Py_END_ALLOW_THREADS
    PyMem_Free(marks);
    PyMem_Free(told);
    return hand_over(&views, &heap, good);
}

/* Which kinds a clause is of: those of which it has all the marks that they need. */
static int32_t kinds_of(uint32_t marks, const uint32_t *needs, int64_t kinds) {
    uint32_t found = 0;
    for (int64_t kind = 0; kind < kinds; kind++) {
        found |= (uint32_t)((marks & needs[kind]) == needs[kind]) << kind;
    }
    return (int32_t)found;
}

/* clauses(letters u32, bounds i64, codes u16, first i32, slots u32 pairs, marks u32, needs u32,
 *         code_bits) -> bytes of int32 fours: text, start, end, kinds
 *
 * A clause goes to the next letter that ends one. `marks` is node -> marks of the word that ends
 * there; a clause has the marks of all its words, and is of those kinds of whose `needs` it has
 * every mark (bits; at least one). Clauses of no kind are left out. */
static PyObject *clauses(PyObject *module, PyObject *arguments) {
    PyObject *objects[VIEWS];
    Views views;
    Tree tree;
    long long code_bits;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "OOOOOOOL", &objects[0], &objects[1], &objects[2],
                          &objects[3], &objects[4], &objects[5], &objects[6], &code_bits) ||
        !take(&views, objects, &tree, code_bits)) {
        return NULL;
    }
    const uint32_t *letters = views.view[0].buf;
    const int64_t *bounds = views.view[1].buf;
    const uint32_t *marks = views.view[5].buf, *needs = views.view[6].buf;
    const int64_t texts = many(&views.view[1], sizeof(int64_t)) - 1;
    const int64_t kinds = many(&views.view[6], sizeof(uint32_t));
    if (kinds >= MOST_KINDS) {
        return refuse(&views, "too many kinds");
    }
    Heap heap = {NULL, 0, 0};
    int good = 1;
    Py_BEGIN_ALLOW_THREADS
    for (int64_t text = 0; good && text < texts; text++) {
        const uint32_t *said_here = letters + bounds[text];
        const int64_t length = bounds[text + 1] - bounds[text];
        for (int64_t start = 0; good && start < length;) {
            uint32_t found = 0;
            int64_t end = start;
            for (; end < length; end++) {
                const int32_t root = begin(&tree, said_here[end]);
                if (root == STOP) {
                    break;
                }
                uint32_t node = root > 0 ? (uint32_t)root : 0;
                for (int64_t next = end + 1; node; next++) {
                    found |= marks[node];
                    node = next < length ? follow(&tree, node, said_here[next]) : 0;
                }
            }
            const int32_t of = found ? kinds_of(found, needs, kinds) : 0;
            const int32_t row[4] = {(int32_t)text, (int32_t)start, (int32_t)end, of};
            good = !of || put(&heap, row, 4);
            start = end + 1;
        }
    }
    Py_END_ALLOW_THREADS
    return hand_over(&views, &heap, good);
}

/* A text whose clauses are cut into words one by one, when somebody asks for them. */
typedef struct {
    PyObject *text, *cut, *kinds;
    const Py_UCS4 *letters;
    int32_t *starts, *ends; /* letter -> where its word starts and ends; an end of 0: not cut */
    Py_ssize_t length;
} Clauses;

/* Between these jieba cuts a text piece by piece, so that a clause has the words it has in the
 * whole text. */
static int parts(Py_UCS4 letter) {
    switch (letter) {
    case '\n': case 0x3001: case 0x3002: case 0xFF01: case 0xFF0C: case 0xFF1A: case 0xFF1B:
    case 0xFF1F:
        return 1;
    default:
        return 0;
    }
}

/* Cut the clause around a letter, unless it is cut. 0 where Python raised an error. */
static int cut_around(Clauses *clauses, Py_ssize_t at) {
    Py_ssize_t start = at, end = at;
    if (clauses->ends[at] || parts(clauses->letters[at])) {
        return 1;
    }
    while (start > 0 && !parts(clauses->letters[start - 1])) {
        start--;
    }
    while (end < clauses->length && !parts(clauses->letters[end])) {
        end++;
    }
    PyObject *clause = PyUnicode_Substring(clauses->text, start, end);
    PyObject *words = clause ? PyObject_CallFunctionObjArgs(clauses->cut, clause, NULL) : NULL;
    Py_XDECREF(clause);
    if (!words) {
        return 0;
    }
    const Py_ssize_t count = PyList_Check(words) ? PyList_Size(words) : 0;
    Py_ssize_t place = 0;
    for (; place < count; place++) {
        PyObject *word = PyList_GetItem(words, place);
        const Py_ssize_t length = word && PyUnicode_Check(word) ? PyUnicode_GetLength(word) : -1;
        if (length < 0 || length > end - start) {
            break;
        }
        for (Py_ssize_t letter = start; letter < start + length; letter++) {
            clauses->starts[letter] = (int32_t)start;
            clauses->ends[letter] = (int32_t)(start + length);
        }
        start += length;
    }
    Py_DECREF(words);
    if (start != end || place < count) {
        PyErr_SetString(PyExc_ValueError, "words that do not make up the clause");
        return 0;
    }
    return 1;
}

/* Where a run stands next, or -1. */
static Py_ssize_t next_of(const Clauses *clauses, const Py_UCS4 *run, Py_ssize_t length,
                          Py_ssize_t at) {
    for (; at + length <= clauses->length; at++) {
        if (clauses->letters[at] == run[0] &&
            !memcmp(clauses->letters + at, run, (size_t)length * sizeof(Py_UCS4))) {
            return at;
        }
    }
    return -1;
}

/* A word of the text, None where it is none that is told: a mask, or a mark with letters behind
 * it. NULL where Python raised an error. */
static PyObject *word_at(const Clauses *clauses, Py_ssize_t start, Py_ssize_t end) {
    PyObject *first = PyUnicode_Substring(clauses->text, start, start + 1);
    PyObject *sound = first ? PyObject_CallMethod(first, "isalnum", NULL) : NULL;
    int told = sound ? PyObject_IsTrue(sound) : -1;
    PyObject *word = told > 0 ? PyUnicode_Substring(clauses->text, start, end) : NULL;
    if (word) {
        const int is_kind = PySequence_Contains(clauses->kinds, word);
        told = is_kind < 0 ? -1 : !is_kind;
    } else if (told > 0) {
        told = -1;
    }
    Py_XDECREF(first);
    Py_XDECREF(sound);
    if (told <= 0) {
        Py_XDECREF(word);
        word = NULL;
        if (!told) {
            word = Py_None;
            Py_INCREF(word);
        }
    }
    return word;
}

/* The longest word that a run is part of, the first of equals; None without any. */
static PyObject *longest_with(Clauses *clauses, const Py_UCS4 *run, Py_ssize_t length) {
    PyObject *found = Py_None;
    Py_ssize_t longest = 0, at = -1;
    Py_INCREF(found);
    while ((at = next_of(clauses, run, length, at + 1)) >= 0) {
        if (!cut_around(clauses, at)) {
            Py_DECREF(found);
            return NULL;
        }
        const Py_ssize_t start = clauses->starts[at], end = clauses->ends[at];
        if (end < at + length || end - start <= longest) {
            continue;
        }
        PyObject *word = word_at(clauses, start, end);
        if (!word) {
            Py_DECREF(found);
            return NULL;
        }
        if (word != Py_None) {
            longest = end - start;
        }
        PyObject *other = word == Py_None ? word : found;
        found = word == Py_None ? found : word;
        Py_DECREF(other);
    }
    return found;
}

/* The longest word, of two letters at least, that stands in a run, the first of equals; None
 * without any. */
static PyObject *longest_in(Clauses *clauses, const Py_UCS4 *run, Py_ssize_t length) {
    for (Py_ssize_t size = length - 1; size > 1; size--) {
        for (Py_ssize_t first = 0; first <= length - size; first++) {
            Py_ssize_t at = -1;
            while ((at = next_of(clauses, run + first, size, at + 1)) >= 0) {
                if (!cut_around(clauses, at)) {
                    return NULL;
                }
                if (clauses->starts[at] == at && clauses->ends[at] == at + size) {
                    PyObject *word = word_at(clauses, at, at + size);
                    if (word != Py_None) {
                        return word;
                    }
                    Py_DECREF(word);
                    break;
                }
            }
        }
    }
    Py_RETURN_NONE;
}

/* The word that is told for a run, None without any. */
static PyObject *word_for(Clauses *clauses, PyObject *run) {
    Py_UCS4 letters[LONGEST_RUN];
    const Py_ssize_t length = PyUnicode_Check(run) ? PyUnicode_GetLength(run) : 0;
    if (length < 1 || length > LONGEST_RUN) {
        PyErr_SetString(PyExc_ValueError, "no run of letters");
        return NULL;
    }
    if (!PyUnicode_AsUCS4(run, letters, LONGEST_RUN, 0)) {
        return NULL;
    }
    PyObject *word = longest_with(clauses, letters, length);
    if (word == Py_None) {
        Py_DECREF(word);
        word = longest_in(clauses, letters, length);
    }
    return word;
}

/* Is a word, or part of it, told already, or part of what is told? -1: Python raised an error. */
static int is_told(PyObject *told, PyObject *word) {
    const Py_ssize_t count = PyList_Size(told);
    int found = 0;
    for (Py_ssize_t place = 0; !found && place < count; place++) {
        PyObject *other = PyList_GetItem(told, place);
        found = PyUnicode_Contains(other, word);
        found = found ? found : PyUnicode_Contains(word, other);
    }
    return found;
}

/* What was found for a run before: the same one often speaks for several labels. */
typedef struct {
    PyObject *runs[MOST_TOLD], *words[MOST_TOLD];
    int count;
} Known;

/* The word for a run, borrowed; NULL where Python raised an error. */
static PyObject *known_word(Known *known, Clauses *clauses, PyObject *run) {
    for (int place = 0; place < known->count; place++) {
        if (known->runs[place] == run) {
            return known->words[place];
        }
    }
    if (known->count == MOST_TOLD) {
        Py_DECREF(known->words[--known->count]);
    }
    PyObject *word = word_for(clauses, run);
    if (word) {
        known->runs[known->count] = run;
        known->words[known->count++] = word;
    }
    return word;
}

/* The words for some runs, at most `most`; NULL where Python raised an error. */
static PyObject *words_for(Known *known, Clauses *clauses, PyObject *runs, Py_ssize_t most) {
    PyObject *told = PyList_New(0);
    const Py_ssize_t count = PyList_Check(runs) ? PyList_Size(runs) : 0;
    for (Py_ssize_t place = 0; told && place < count && PyList_Size(told) < most; place++) {
        PyObject *word = known_word(known, clauses, PyList_GetItem(runs, place));
        const int passed = !word ? -1 : word == Py_None ? 1 : is_told(told, word);
        if (passed < 0 || (!passed && PyList_Append(told, word) < 0)) {
            Py_CLEAR(told);
        }
    }
    return told;
}

/* told(text, runs, cut, kinds, most) -> for each list of runs the words of the text that they
 * stand in, or else are made of: at most `most`, none part of another.
 *
 * `cut` makes a list of words of a clause; what is in `kinds` is no word. */
static PyObject *told(PyObject *module, PyObject *arguments) {
    PyObject *text, *heads, *cut, *kinds;
    Py_ssize_t most;
    (void)module;
    if (!PyArg_ParseTuple(arguments, "UOOOn", &text, &heads, &cut, &kinds, &most)) {
        return NULL;
    }
    const Py_ssize_t length = PyUnicode_GetLength(text);
    if (!PyList_Check(heads) || length < 0 || length >= INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "no lists of runs");
        return NULL;
    }
    Py_UCS4 *letters = PyUnicode_AsUCS4Copy(text);
    int32_t *bounds = PyMem_Calloc(2 * (size_t)length + 1, sizeof(int32_t));
    PyObject *found = letters && bounds ? PyList_New(0) : PyErr_NoMemory();
    Clauses clauses = {text, cut, kinds, letters, bounds, bounds ? bounds + length : NULL, length};
    Known known = {.count = 0};
    for (Py_ssize_t place = 0; found && place < PyList_Size(heads); place++) {
        PyObject *words = words_for(&known, &clauses, PyList_GetItem(heads, place), most);
        if (!words || PyList_Append(found, words) < 0) {
            Py_CLEAR(found);
        }
        Py_XDECREF(words);
    }
    while (known.count) {
        Py_DECREF(known.words[--known.count]);
    }
    PyMem_Free(bounds);
    PyMem_Free(letters);
    return found;
}

static PyMethodDef METHODS[] = {
    {"said", said, METH_VARARGS, "Find the words that messages say."},
    {"clauses", clauses, METH_VARARGS, "Find the clauses that have certain words."},
    {"told", told, METH_VARARGS, "Find the words that runs of letters stand in."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, "_words", "Known words, found in texts.", -1, METHODS,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__words(void) {
    PyObject *module = PyModule_Create(&MODULE);
    if (module && PyModule_AddIntConstant(module, "LAYOUT", LAYOUT) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
