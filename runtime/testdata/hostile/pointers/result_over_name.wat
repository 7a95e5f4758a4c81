;; tries: state_get whose buffer lies over the name of the key
;; meets: ok
(module
  (import "check/v1" "state_set" (func $state_set (param i32 i32 i32 i32) (result i32)))
  (import "check/v1" "state_get" (func $state_get (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "key")
  (data (i32.const 16) "value")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $state_set (i32.const 0) (i32.const 3) (i32.const 16) (i32.const 5)))
    ;; 5, and the value is where the key was
    (i32.or
      (i32.ne (call $state_get (i32.const 0) (i32.const 3) (i32.const 0) (i32.const 8)) (i32.const 5))
      (i32.ne (i32.load (i32.const 0)) (i32.load (i32.const 16))))))
