;; tries: an event of 500,000 lists inside each other
;; meets: ok
;; refused: 1 event: not a JSON object
;; refused: 1 instance_id is not a JSON object
(module
  (import "check/v1" "event" (func $event (param i32 i32) (result i32)))
  (import "check/v1" "component" (func $component (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 16)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (memory.fill (i32.const 0) (i32.const 91) (i32.const 500000))
    (drop (call $event (i32.const 0) (i32.const 500000)))
    (drop (call $component (i32.const 0) (i32.const 500000) (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 0)))
    (i32.const 0)))
