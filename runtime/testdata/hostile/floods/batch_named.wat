;; tries: a batch of 60,000 records whose names are all empty
;; meets: ok
;; refused: 60000 name is empty or not UTF-8
(module
  (import "check/v1" "submit_named" (func $submit_named (param i32 i32 i32) (result i32)))
  (memory (export "memory") 16)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $submit_named (i32.const 0) (i32.const 0) (i32.const 60000)))
    (i32.const 0)))
