;; tries: a try_table with 100,000 catches
;; meets: bad module
;; detail: …found 100000 targets of one br_table, or catches of one try_table, cap targets allows 10000; …
(module
  (memory (export "memory") 1)
  (func (try_table (@repeat 100000 (catch_all 0))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
