<?php
// One signature, over the answer: as ours.
$metadata['__DYNAMIC:1__'] = [
    'host' => '__DEFAULT__',
    'privatekey' => 'server.pem',
    'certificate' => 'server.crt',
    'auth' => 'bench',
    'userid.attribute' => 'uid',
    'saml20.sign.response' => true,
    'saml20.sign.assertion' => false,
    'validate.authnrequest' => true,
    'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
];
