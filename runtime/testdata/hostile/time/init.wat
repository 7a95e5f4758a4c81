;; tries: memory.init of 64 KiB, again and again
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000449
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 2)
  (data $passive (@repeat 65536 "x"))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (memory.init $passive (i32.const 0) (i32.const 0) (i32.const 65536))
      (br 0))
    (i32.const 0)))
