;; tries: a gauge in the start section, before anything else
;; meets: ok
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (global $wrong (mut i32) (i32.const 1))
  (start $f)
  (func $f
    (i32.ne (call $gauge (i32.const 0) (i32.const 4) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)) (i32.const -8))
    global.set $wrong)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (global.get $wrong)))
