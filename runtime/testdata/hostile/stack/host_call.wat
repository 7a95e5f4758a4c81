;; tries: recursion that calls the host at each step
;; meets: depth
;; detail: the guest's calls are nested too deeply: their stack may have 12800000 bytes
(module
  (import "check/v1" "last_error" (func $last_error (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $f (drop (call $last_error (i32.const 0) (i32.const 0))) (call $f))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $f)
    (i32.const 0)))
