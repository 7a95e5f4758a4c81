;; tries: table.fill of 10,000 entries, again and again
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000833
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 1)
  (table 10000 10000 funcref)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (table.fill 0 (i32.const 0) (ref.null func) (i32.const 10000))
      (br 0))
    (i32.const 0)))
