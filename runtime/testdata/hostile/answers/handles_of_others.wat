;; tries: handles that another run was given
;; runs: 2
;; meets: ok
;; refused: 1 unknown handle
(module
  (import "check/v1" "metric" (func $metric (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "check/v1" "submit" (func $submit (param i32 i32) (result i32)))
  (import "check/v1" "state_get" (func $state_get (param i32 i32 i32 i32) (result i32)))
  (import "check/v1" "state_set" (func $state_set (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (data (i32.const 8) "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\f0\3f")
  (data (i32.const 32) "h")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    ;; the first run registers a metric and remembers its handle, the second uses it
    (if (i32.lt_s (call $state_get (i32.const 32) (i32.const 1) (i32.const 8) (i32.const 4)) (i32.const 0))
      (then
        (i32.store (i32.const 8) (call $metric (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
        (drop (call $state_set (i32.const 32) (i32.const 1) (i32.const 8) (i32.const 4)))))
    (drop (call $submit (i32.const 8) (i32.const 1)))
    (i32.const 0)))
