;; tries: an exception that 100 handlers within each other catch and throw again
;; limits: fuel=1000000
;; meets: fuel
;; fuel: 1000249
;; detail: the run used … units of fuel, of a limit of …
(module
  (memory (export "memory") 1)
  (tag $e)
  (func $thrower (param $n i32)
    (if (i32.eqz (local.get $n)) (then (throw $e)))
    (block $caught
      (try_table (catch $e $caught) (call $thrower (i32.sub (local.get $n) (i32.const 1))))
      (return))
    (throw $e))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (loop
      (block $caught
        (try_table (catch_all $caught) (call $thrower (i32.const 100))))
      (br 0))
    (i32.const 0)))
