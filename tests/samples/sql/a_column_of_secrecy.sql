CREATE TABLE t (id INTEGER, body TEXT, created TEXT, "密级" TEXT);
INSERT INTO t VALUES (1, '可以公开。', '2026-11-20', ''), (2, '不可以。', '2026-11-20', '机密');
