;; tries: the dispatch loop of an interpreter whose program never ends
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000001
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 1)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (loop $next
      (local.set $n (i32.rem_u (i32.add (local.get $n) (i32.const 7)) (i32.const 4)))
      (block $d (block $c (block $b (block $a
        (br_table $a $b $c $d (local.get $n)))
        (br $next)) (br $next)) (br $next))
      (br $next))
    (i32.const 0)))
