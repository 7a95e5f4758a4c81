;; tries: an endless loop of SIMD
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000001
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $v v128)
    (loop
      (local.set $v (i32x4.mul (i32x4.add (local.get $v) (v128.const i64x2 1 2)) (v128.const i64x2 3 4)))
      (br 0))
    (i32.const 0)))
