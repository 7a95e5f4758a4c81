;; tries: growth to the limit of 64 MiB in each of 1,000 steps, with a table
;; meets: ok
(module
  (memory (export "memory") 1)
  (table 40000 40000 funcref)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (local $n i32)
    (loop
      (drop (memory.grow (i32.const 1)))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if 0 (i32.lt_u (local.get $n) (i32.const 1000))))
    (i32.const 0)))
