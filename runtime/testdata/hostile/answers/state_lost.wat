;; tries: state that a run wants to leave behind although it fails
;; runs: 2
;; meets: trap
;; detail: unreachable
(module
  (import "check/v1" "state_get" (func $state_get (param i32 i32 i32 i32) (result i32)))
  (import "check/v1" "state_set" (func $state_set (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (if (i32.ge_s (call $state_get (i32.const 0) (i32.const 4) (i32.const 64) (i32.const 4)) (i32.const 0))
      (then (return (i32.const 1))))
    (drop (call $state_set (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 4)))
    unreachable))
