CREATE TABLE t (id INTEGER, title TEXT, body TEXT, created TEXT);
