;; tries: check_run that calls check_run, 1,000 deep
;; meets: ok
;; keeps: samples=1000
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (global $depth (mut i32) (i32.const 0))
  (export "check_run" (func $run))
  (func $run (result i32)
    (drop (call $gauge (i32.const 0) (i32.const 4) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
    (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
    (if (result i32) (i32.lt_u (global.get $depth) (i32.const 1000))
      (then (call $run))
      (else (i32.const 0))))
  (func (export "sandpiper_abi_v1")))
