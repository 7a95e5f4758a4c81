;; tries: 80,000 calls through a table in one function
;; meets: bad module
;; detail: …as weight of the instructions of one function, cap code allows 170000; …
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (func (result i32)
    i32.const 0 (@repeat 80000 call_indirect (result i32)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
