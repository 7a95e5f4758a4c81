;; tries: an endless loop of the slowest instructions there are
;; limits: wall=50ms
;; meets: deadline
;; detail: the run took longer than its limit of 50 ms
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i64) (local $x f64)
    (loop
      (@repeat 60
        (local.set $n (i64.rem_u (i64.div_u (i64.const -1) (i64.or (local.get $n) (i64.const 3))) (i64.const 1000003)))
        (local.set $x (f64.sqrt (f64.add (local.get $x) (f64.const 2)))))
      (br 0))
    (i32.const 0)))
