;; tries: 100,000 custom sections
;; meets: bad module
;; detail: …found 101 custom sections, cap customs allows 100; …
(module
  (memory (export "memory") 1)
  (@repeat 100000 (@custom "x" ""))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
