;; tries: code of branches alone, which would grow many times when it is metered
;; meets: bad module
;; detail: …cap flow allows 10000000; …
(module
  (memory (export "memory") 1)
  (@repeat 4 (func (loop (@repeat 28000 i32.const 0 br_if 0))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
