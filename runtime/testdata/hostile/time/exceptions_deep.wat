;; tries: an exception that is thrown 1,000 calls deep, again and again
;; limits: wall=50ms
;; meets: deadline
;; detail: the run took longer than its limit of 50 ms
(module
  (memory (export "memory") 1)
  (tag $e)
  (func $deep (param $n i32)
    (if (i32.eqz (local.get $n)) (then (throw $e)))
    (call $deep (i32.sub (local.get $n) (i32.const 1))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (block $caught
        (try_table (catch $e $caught) (call $deep (i32.const 1000))))
      (br 0))
    (i32.const 0)))
