;; tries: 20,000 events
;; meets: ok
;; keeps: events=1000
;; refused: 19000 over the limit of events
(module
  (import "check/v1" "event" (func $event (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "{\"msg_title\":\"x\"}")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (loop
      (drop (call $event (i32.const 0) (i32.const 17)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 20000))))
    (i32.const 0)))
