;; tries: three events of 60,000 fields that nobody knows
;; meets: ok
;; refused: 3 an event of more than 128 tags or other fields, or with a tag of more than 1024 bytes
(module
  (import "check/v1" "event" (func $event (param i32 i32) (result i32)))
  (memory (export "memory") 16)
  (data (i32.const 0) "{\"msg_text\":\"x\"")
  ;; {"msg_text":"x","!!!!":0,"!!!#":0,…}
  (func $write (local $n i32)
    (loop
      (i32.store8 (i32.add (i32.const 15) (i32.mul (local.get $n) (i32.const 9))) (i32.const 44))
      (i32.store8 (i32.add (i32.const 16) (i32.mul (local.get $n) (i32.const 9))) (i32.const 34))
      (i32.store (i32.add (i32.const 17) (i32.mul (local.get $n) (i32.const 9))) (i32.add (i32.const 0x23232323) (call $letters (local.get $n))))
      (i32.store8 (i32.add (i32.const 21) (i32.mul (local.get $n) (i32.const 9))) (i32.const 34))
      (i32.store8 (i32.add (i32.const 22) (i32.mul (local.get $n) (i32.const 9))) (i32.const 58))
      (i32.store8 (i32.add (i32.const 23) (i32.mul (local.get $n) (i32.const 9))) (i32.const 48))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 60000))))
    (i32.store8 (i32.const 540015) (i32.const 125)))
  ;; four bytes that are letters for each number below 65536
  (func $letters (param $n i32) (result i32)
    (i32.or
      (i32.or (i32.and (local.get $n) (i32.const 15)) (i32.shl (i32.and (local.get $n) (i32.const 240)) (i32.const 4)))
      (i32.or (i32.shl (i32.and (local.get $n) (i32.const 3840)) (i32.const 8)) (i32.shl (i32.and (local.get $n) (i32.const 61440)) (i32.const 12)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (call $write)
    (loop
      (drop (call $event (i32.const 0) (i32.const 540016)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 3))))
    (i32.const 0)))
