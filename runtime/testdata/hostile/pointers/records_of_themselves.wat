;; tries: a batch of records, each of which names itself
;; meets: ok
;; keeps: samples=1
(module
  (import "check/v1" "submit_named" (func $submit_named (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0x6161) "aa\00\00\02\00\00\00\00\00\00\00\00\00\f0\3f")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $submit_named (i32.const 0) (i32.const 0x6161) (i32.const 1))))
