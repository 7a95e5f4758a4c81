;; tries: functions of the host in a table, called and called by tail calls
;; meets: ok
;; keeps: logs=2
(module
  (import "check/v1" "log" (func $log (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (table 1 funcref)
  (elem (i32.const 0) $log)
  (type $log (func (param i32 i32 i32) (result i32)))
  (func $tail (result i32)
    (return_call_indirect (type $log) (i32.const 1) (i32.const 0) (i32.const 4) (i32.const 0)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call_indirect (type $log) (i32.const 1) (i32.const 0) (i32.const 4) (i32.const 0)))
    (call $tail)))
