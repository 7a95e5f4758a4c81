;; tries: 50 functions of 2,000 blocks inside each other
;; meets: bad module
;; detail: …found 20010000 as sum of the depths of all blocks of the module, cap module_depth allows 20000000; …
(module
  (memory (export "memory") 1)
  (@repeat 50 (func (@repeat 2000 block) (@repeat 2000 end)))
  (func (export "sandpiper_abi_v1"))
  (func (export "check_run") (result i32)
    (i32.const 0)))
