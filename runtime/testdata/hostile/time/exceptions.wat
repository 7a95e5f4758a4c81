;; tries: an exception that is thrown and caught, again and again
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000522
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 1)
  (tag $e)
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (block $caught
        (try_table (catch $e $caught) (throw $e)))
      (br 0))
    (i32.const 0)))
