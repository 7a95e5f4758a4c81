;; tries: 50,000 relations
;; meets: ok
;; keeps: topology_elements=10000
;; refused: 40000 over the limit of topology elements
(module
  (import "check/v1" "relation" (func $relation (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  ;; four bytes that are letters for each number below 65536
  (func $letters (param $n i32) (result i32)
    (i32.or
      (i32.or (i32.and (local.get $n) (i32.const 15)) (i32.shl (i32.and (local.get $n) (i32.const 240)) (i32.const 4)))
      (i32.or (i32.shl (i32.and (local.get $n) (i32.const 3840)) (i32.const 8)) (i32.shl (i32.and (local.get $n) (i32.const 61440)) (i32.const 12)))))
  (data (i32.const 16) "{\"type\":\"t\",\"url\":\"u\"}")
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (loop
      (i32.store (i32.const 0) (i32.add (i32.const 0x21212121) (call $letters (local.get $n))))
      (drop (call $relation (i32.const 16) (i32.const 22) (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 4)
        (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 0)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 50000))))
    (i32.const 0)))
