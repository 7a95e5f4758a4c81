;; tries: three events of 300,000 tags
;; meets: ok
;; refused: 3 an event of more than 128 tags or other fields, or with a tag of more than 1024 bytes
(module
  (import "check/v1" "event" (func $event (param i32 i32) (result i32)))
  (memory (export "memory") 16)
  (data (i32.const 0) "{\"msg_text\":\"x\",\"tags\":[\"\"")
  (func $write (local $n i32)
    (loop
      (i32.store (i32.add (i32.const 26) (i32.mul (local.get $n) (i32.const 3))) (i32.const 0x22222c))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 300000))))
    (i32.store (i32.const 900026) (i32.const 0x7d5d)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (call $write)
    (loop
      (drop (call $event (i32.const 0) (i32.const 900028)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 3))))
    (i32.const 0)))
