;; tries: texts of no bytes at addresses that do not exist
;; meets: ok
;; keeps: logs=1
(module
  (import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $log (i32.const 1) (i32.const -1) (i32.const 0))))
