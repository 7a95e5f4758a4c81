;; tries: fail, and then a trap
;; meets: trap
;; detail: unreachable
(module
  (import "check/v1" "fail" (func $fail (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $fail (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 0)))
    unreachable))
