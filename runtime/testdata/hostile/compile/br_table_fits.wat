;; tries: a br_table with 100,000 targets, whose function is not too large
;; meets: bad module
;; detail: …found 99999 targets of one br_table, or catches of one try_table, cap targets allows 10000; …
(module
  (memory (export "memory") 1)
  (func (br_table (@repeat 100000 0) (i32.const 0)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
