;; tries: 2,000 fills of memory one after another
;; meets: bad module
;; detail: …cap flow allows 10000000; …
(module
  (memory (export "memory") 1)
  (func (param $n i32)
    (@repeat 2000 (memory.fill (local.get $n) (local.get $n) (local.get $n))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
