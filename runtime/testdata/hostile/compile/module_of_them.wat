;; tries: 200 functions, each of as many blocks in a row as it may have
;; meets: bad module
;; detail: …as sum of how far behind others the branches of the module lie, cap module_flow allows 150000000; …
(module
  (memory (export "memory") 1)
  (@repeat 200 (func (param $c i32)
    (@repeat 2400 (block (br_if 0 (local.get $c))))))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
