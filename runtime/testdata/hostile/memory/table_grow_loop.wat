;; tries: table.grow by 1,000 entries, again and again
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000061
(module
  (memory (export "memory") 1)
  (table 0 funcref)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (drop (table.grow (ref.null func) (i32.const 1000)))
      (br 0))
    (i32.const 0)))
