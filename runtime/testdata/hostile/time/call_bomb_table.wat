;; tries: a function that calls itself twice through a table, 60 deep
;; limits: wall=50ms
;; meets: deadline
;; detail: the run took longer than its limit of 50 ms
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $bomb)
  (type $int (func (param i32)))
  (func $bomb (param $n i32)
    (if (local.get $n)
      (then
        (call_indirect (type $int) (i32.sub (local.get $n) (i32.const 1)) (i32.const 0))
        (call_indirect (type $int) (i32.sub (local.get $n) (i32.const 1)) (i32.const 0)))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (call $bomb (i32.const 60))
    (i32.const 0)))
