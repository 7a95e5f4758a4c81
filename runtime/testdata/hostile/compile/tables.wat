;; tries: 20,000 tables
;; meets: bad module
;; detail: …found 20000 tables, cap tables allows 100; …
(module
  (memory (export "memory") 1)
  (@repeat 20000 (table 0 funcref))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
