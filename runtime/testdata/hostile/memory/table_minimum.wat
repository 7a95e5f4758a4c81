;; tries: a table that starts with 2^27-1 entries
;; meets: bad module
;; detail: …found 134217727 entries that all tables start with, cap table_min allows 40000; …
(module
  (memory (export "memory") 1)
  (table 134217727 funcref)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
