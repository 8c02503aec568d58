CREATE TABLE t (id INTEGER, title TEXT, body TEXT, created TEXT);
INSERT INTO t VALUES (1, '乱码', CAST(x'c2b7b5c6' AS TEXT), '2026-11-20'), (2, '', '好的。', '2026-11-20');
