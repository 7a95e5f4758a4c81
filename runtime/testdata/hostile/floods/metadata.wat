;; tries: 500,000 facts about a service
;; meets: ok
;; keeps: metadata=258111
;; refused: 241889 over the limit of report bytes
(module
  (import "check/v1" "service_metadata" (func $service_metadata (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "name")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (loop
      (drop (call $service_metadata (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 0)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 500000))))
    (i32.const 0)))
