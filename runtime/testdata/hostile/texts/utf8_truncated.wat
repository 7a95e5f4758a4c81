;; tries: a character without its end, as name, tag, hostname and device
;; meets: ok
;; keeps: samples=1
;; refused: 1 device name is not UTF-8
;; refused: 1 hostname is not UTF-8
;; refused: 1 name is empty or not UTF-8
;; refused: 1 tag is not UTF-8
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\e2\82")
  (data (i32.const 8) "name")
  (data (i32.const 16) "\00\00\00\00\02\00\00\00")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $gauge (i32.const 0) (i32.const 2) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
    (drop (call $gauge (i32.const 8) (i32.const 4) (f64.const 1)
        (i32.const 16) (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
    (drop (call $gauge (i32.const 8) (i32.const 4) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 2) (i32.const 0) (i32.const 0) (f64.const 0)))
    (drop (call $gauge (i32.const 8) (i32.const 4) (f64.const 1)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 2) (f64.const 0)))
    (i32.const 0)))
