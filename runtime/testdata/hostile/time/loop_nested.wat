;; tries: loops within loops, each a million turns
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000001
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $a i32) (local $b i32) (local $c i32)
    (loop $outer
      (local.set $b (i32.const 0))
      (loop $middle
        (local.set $c (i32.const 0))
        (loop $inner
          (local.set $c (i32.add (local.get $c) (i32.const 1)))
          (br_if $inner (i32.lt_u (local.get $c) (i32.const 1000000))))
        (local.set $b (i32.add (local.get $b) (i32.const 1)))
        (br_if $middle (i32.lt_u (local.get $b) (i32.const 1000000))))
      (local.set $a (i32.add (local.get $a) (i32.const 1)))
      (br_if $outer (i32.lt_u (local.get $a) (i32.const 1000000))))
    (i32.const 0)))
