;; tries: table.copy of 10,000 entries, again and again
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000833
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 1)
  (table 20000 20000 funcref)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (table.copy (i32.const 5000) (i32.const 0) (i32.const 10000))
      (br 0))
    (i32.const 0)))
