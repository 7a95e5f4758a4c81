;; tries: state whose key and value are the same bytes
;; meets: ok
(module
  (import "check/v1" "state_set" (func $state_set (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $state_set (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 4))))
