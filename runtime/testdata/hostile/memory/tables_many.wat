;; tries: 90 tables of 1,000 entries
;; meets: bad module
;; detail: …found 41000 entries that all tables start with, cap table_min allows 40000; …
(module
  (memory (export "memory") 1)
  (@repeat 90 (table 1000 externref))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
