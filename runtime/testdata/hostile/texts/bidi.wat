;; tries: a name that is written from right to left
;; meets: ok
;; keeps: samples=1
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\e2\80\aegnp.exe")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $gauge (i32.const 0) (i32.const 10) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
    (i32.const 0)))
