;; Reports a gauge, opens a snapshot with one component, and fails before it
;; is stopped.
(module
  (import "check/v1" "gauge"
    (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (import "check/v1" "snapshot" (func $snapshot (param i32 i32 i32) (result i32)))
  (import "check/v1" "component"
    (func $component (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "check/v1" "fail" (func $fail (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "before")
  (data (i32.const 16) "{\22type\22:\22t\22,\22url\22:\22u\22}")
  (data (i32.const 64) "ConnectionError")
  (data (i32.const 96) "Connection refused.")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (drop (call $gauge (i32.const 0) (i32.const 6) (f64.const 1)
      (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
    (drop (call $snapshot (i32.const 16) (i32.const 22) (i32.const 0)))
    (drop (call $component (i32.const 16) (i32.const 22) (i32.const 0) (i32.const 6)
      (i32.const 0) (i32.const 6) (i32.const 0) (i32.const 0)))
    (drop (call $fail (i32.const 64) (i32.const 15) (i32.const 96) (i32.const 19) (i32.const 0) (i32.const 0)))
    (i32.const 1)))
