;; tries: two batches of records that lie over each other at odd addresses
;; meets: ok
;; keeps: samples=2
(module
  (import "check/v1" "submit_named" (func $submit_named (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 2048) "name")
  (data (i32.const 1) "\00\08\00\00\04\00\00\00\00\08\00\00\04\00\00\00\00\08\00\00\04\00\00\00\00\08\00\00")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.or
      (call $submit_named (i32.const 0) (i32.const 1) (i32.const 1))
      (call $submit_named (i32.const 0) (i32.const 9) (i32.const 1)))))
