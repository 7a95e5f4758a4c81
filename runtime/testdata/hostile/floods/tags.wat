;; tries: 1,000 samples with 128 tags of a kilobyte, different each time
;; meets: ok
;; keeps: samples=127
;; refused: 873 over the limit of report bytes
(module
  (import "check/v1" "gauge" (func $gauge (param i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) (result i32)))
  (memory (export "memory") 3)
  ;; at 1024 the table of tags, at 4096 their texts
  (func (export "_initialize") (local $n i32)
    (memory.fill (i32.const 4096) (i32.const 120) (i32.const 131072))
    (loop
      (i32.store (i32.add (i32.const 1024) (i32.shl (local.get $n) (i32.const 3))) (i32.add (i32.const 4096) (i32.shl (local.get $n) (i32.const 10))))
      (i32.store (i32.add (i32.const 1028) (i32.shl (local.get $n) (i32.const 3))) (i32.const 1024))
      (i32.store (i32.add (i32.const 4096) (i32.shl (local.get $n) (i32.const 10))) (i32.add (i32.const 0x21212121) (call $letters (local.get $n))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 128)))))
  ;; four bytes that are letters for each number below 65536
  (func $letters (param $n i32) (result i32)
    (i32.or
      (i32.or (i32.and (local.get $n) (i32.const 15)) (i32.shl (i32.and (local.get $n) (i32.const 240)) (i32.const 4)))
      (i32.or (i32.shl (i32.and (local.get $n) (i32.const 3840)) (i32.const 8)) (i32.shl (i32.and (local.get $n) (i32.const 61440)) (i32.const 12)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (loop
      (i32.store (i32.const 5000) (i32.add (i32.const 0x21212121) (call $letters (local.get $n))))
      (drop (call $gauge (i32.const 4096) (i32.const 4) (f64.const 1)
        (i32.const 1024) (i32.const 128) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (f64.const 0)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 1000))))
    (i32.const 0)))
