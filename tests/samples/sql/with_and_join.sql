CREATE TABLE t (id INTEGER, unit INTEGER, body TEXT, created TEXT);
CREATE TABLE u (id INTEGER, name TEXT);
INSERT INTO u VALUES (1, '示例城管局');
INSERT INTO t VALUES (1, 1, '垃圾没有人清。', '2026/11/2 8:00'), (2, 5, '没有单位。', '2026/11/3 8:00');
