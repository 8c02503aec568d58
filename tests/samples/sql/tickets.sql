CREATE TABLE ticket (id INTEGER PRIMARY KEY, title TEXT, body TEXT, created TEXT, updated TEXT, phone TEXT, photo BLOB);
INSERT INTO ticket VALUES
 (7, '路灯不亮', '云杉路的路灯坏了半个月。', '2026-11-20 08:15:00', '2026-11-20 08:15:00', '000', x'ffd8'),
 (8, '停水', '整栋楼停水两天。', '2026-11-21 09:00:00', '2026-11-22 10:00:00', '000', NULL),
 (9, '没有内容', NULL, '2026-11-21 10:00:00', '2026-11-22 11:00:00', '000', NULL);
