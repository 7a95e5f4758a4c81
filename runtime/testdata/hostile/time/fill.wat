;; tries: memory.fill of 4 MiB, again and again
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1048641
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 64)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (memory.fill (i32.const 0) (i32.const 85) (i32.const 4194304))
      (br 0))
    (i32.const 0)))
